"""Whom a format is open to, who runs it, who judges."""

from flask import Blueprint

formats_audience = Blueprint("formats_audience", __name__)
