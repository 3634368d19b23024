"""From an everyday word to the goals that speak of it."""

from flask import Blueprint

concepts_finding = Blueprint("concepts_finding", __name__)
