"""Report something that should not stand here."""

from flask import Blueprint

restrictions = Blueprint("restrictions", __name__)
