"""The editions of a concept: what was adopted when, and what changed."""

from flask import Blueprint

editions = Blueprint("editions", __name__)
