"""My own comments."""

from flask import Blueprint

discussion_mine = Blueprint("discussion_mine", __name__)
