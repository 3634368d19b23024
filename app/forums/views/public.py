"""Threads of a forum."""

from flask import Blueprint

forums = Blueprint("forums", __name__)
