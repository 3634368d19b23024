"""Editions at the desk: read in a file, compare, put up for consultation, adopt."""

from flask import Blueprint

concepts_editions = Blueprint("concepts_editions", __name__)
