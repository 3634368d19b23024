"""The blueprint of the reception and what its doors share."""

from flask import Blueprint

reception = Blueprint("reception", __name__)
NUMBER = "<int:number>"
