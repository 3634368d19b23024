"""What I contributed."""

from flask import Blueprint

formats_mine = Blueprint("formats_mine", __name__)
