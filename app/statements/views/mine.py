""" "Open for me": the requests to the offices somebody speaks for."""

from flask import Blueprint

statements_mine = Blueprint("statements_mine", __name__)
