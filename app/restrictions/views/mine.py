"""What of mine was hidden, why, and my objection."""

from flask import Blueprint

restrictions_mine = Blueprint("restrictions_mine", __name__)
