"""Releasing answers, and who stands in for an approver."""

from flask import Blueprint

answers_releasing = Blueprint("answers_releasing", __name__)
