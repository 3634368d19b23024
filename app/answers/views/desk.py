"""Drafting the coordinated answer beside the statements."""

from flask import Blueprint

answers_desk = Blueprint("answers_desk", __name__)
