"""A field or a whole concept on paper: print page and PDF."""

from flask import Blueprint

concepts_printing = Blueprint("concepts_printing", __name__)
