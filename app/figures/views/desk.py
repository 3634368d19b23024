"""How long things wait and take."""

from flask import Blueprint

figures = Blueprint("figures", __name__)
