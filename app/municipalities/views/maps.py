"""Maps as pictures, drawn here."""

from flask import Blueprint

maps = Blueprint("maps", __name__)
