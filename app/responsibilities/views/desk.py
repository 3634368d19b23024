"""An authority keeps its table of responsibilities."""

from flask import Blueprint

responsibilities_desk = Blueprint("responsibilities_desk", __name__)
