"""Support, follow, offer help: the doors of every public thing."""

from flask import Blueprint

taking_part = Blueprint("taking_part", __name__)
