"""Checklists and response templates, as an office keeps them."""

from flask import Blueprint

casework_setting = Blueprint("casework_setting", __name__)
