"""My own KEK-Bezugsblätter."""

from flask import Blueprint

reference_sheets_mine = Blueprint("reference_sheets_mine", __name__)
