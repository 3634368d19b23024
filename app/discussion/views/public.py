"""What people say about a thing, and saying something."""

from flask import Blueprint

discussion = Blueprint("discussion", __name__)
