"""Ideas prepared by mandate, to be declared by the body itself."""

from flask import Blueprint

ideas_prepared = Blueprint("ideas_prepared", __name__)
