"""Contributions become ideas, or are assigned to goals."""

from flask import Blueprint

formats_taking_up = Blueprint("formats_taking_up", __name__)
