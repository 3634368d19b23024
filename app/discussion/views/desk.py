"""Comments held back until the editors release them."""

from flask import Blueprint

discussion_desk = Blueprint("discussion_desk", __name__)
