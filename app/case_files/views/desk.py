"""The file of an idea as one PDF."""

from flask import Blueprint

case_files = Blueprint("case_files", __name__)
