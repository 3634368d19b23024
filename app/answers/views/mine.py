"""The author asks back about the answer, once."""

from flask import Blueprint

answers_mine = Blueprint("answers_mine", __name__)
