"""The form to print, and taking a typed-in idea into an account."""

from flask import Blueprint

reception_public = Blueprint("reception_public", __name__)
