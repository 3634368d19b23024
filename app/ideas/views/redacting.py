"""The desk: black out data of third persons."""

from flask import Blueprint

ideas_redacting = Blueprint("ideas_redacting", __name__)
