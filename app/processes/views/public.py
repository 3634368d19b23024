"""The process of a concept, for everybody."""

from flask import Blueprint

processes = Blueprint("processes", __name__)
