"""Writing the process of a concept."""

from flask import Blueprint

processes_desk = Blueprint("processes_desk", __name__)
