"""Remarks, checks, file number and interim notice of one idea."""

from flask import Blueprint

casework = Blueprint("casework", __name__)
