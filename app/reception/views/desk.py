"""Typing in ideas from paper, counter and telephone."""

from flask import Blueprint

reception = Blueprint("reception", __name__)
