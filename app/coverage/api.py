"""The coverage of the goals as data."""

from flask import Blueprint

coverage_api = Blueprint("coverage_api", __name__)
