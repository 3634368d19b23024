"""The desk: merge, split, hand over, release amendments."""

from flask import Blueprint

ideas_together = Blueprint("ideas_together", __name__)
