"""The analysis, weighed and adopted."""

from flask import Blueprint

swots_desk = Blueprint("swots_desk", __name__)
