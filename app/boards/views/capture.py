"""Typing in what is said in a room."""

from flask import Blueprint

boards_capture = Blueprint("boards_capture", __name__)
