"""What runs, what comes, what has ended; one format."""

from flask import Blueprint

formats = Blueprint("formats", __name__)
