"""Judging the ideas of a call."""

from flask import Blueprint

calls_jury = Blueprint("calls_jury", __name__)
