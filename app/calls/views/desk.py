"""Jury, prize and awards of a call."""

from flask import Blueprint

calls_desk = Blueprint("calls_desk", __name__)
