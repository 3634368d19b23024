"""Topics and summaries of a forum."""

from flask import Blueprint

forums_desk = Blueprint("forums_desk", __name__)
