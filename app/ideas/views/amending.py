"""Improving an idea everybody already reads."""

from flask import Blueprint

ideas_amending = Blueprint("ideas_amending", __name__)
