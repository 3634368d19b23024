"""What came out of a format; its documentation on paper and as a table."""

from flask import Blueprint

formats_results = Blueprint("formats_results", __name__)
