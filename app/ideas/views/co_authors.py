"""Writing an idea together."""

from flask import Blueprint

co_authors = Blueprint("co_authors", __name__)
