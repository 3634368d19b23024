"""One box for everything published."""

from flask import Blueprint

search = Blueprint("search", __name__)
