"""Finding, for other programs."""

from flask import Blueprint

search_api = Blueprint("search_api", __name__)
