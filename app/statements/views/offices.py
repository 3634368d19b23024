"""Where an office gives its statement: by the link in its mail, without an account."""

from flask import Blueprint

statements = Blueprint("statements", __name__)
