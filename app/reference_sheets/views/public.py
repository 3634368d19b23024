"""Make a KEK-Bezugsblatt, read it, take it along as PDF."""

from flask import Blueprint

reference_sheets = Blueprint("reference_sheets", __name__)
