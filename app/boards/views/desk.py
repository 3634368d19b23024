"""Grouping cards."""

from flask import Blueprint

boards_desk = Blueprint("boards_desk", __name__)
