"""Making and running formats."""

from flask import Blueprint

formats_desk = Blueprint("formats_desk", __name__)
