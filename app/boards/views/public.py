"""Writing cards and giving dots."""

from flask import Blueprint

boards = Blueprint("boards", __name__)
