"""The inbox: everything that waits for this desk, by its day."""

from flask import Blueprint

inbox = Blueprint("inbox", __name__)
