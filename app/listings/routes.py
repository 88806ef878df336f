"""Pages of this package: parse, call one verb or a few questions, answer."""

from flask import Blueprint

blueprint = Blueprint("listings", __name__)
