"""The blueprint that every page of this package hangs on."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
