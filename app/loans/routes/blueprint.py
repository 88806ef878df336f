"""The blueprint that the pages of loans hang on."""

from flask import Blueprint

blueprint = Blueprint("loans", __name__)
