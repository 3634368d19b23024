"""My data: see it, take it along, have it erased."""

from flask import Blueprint

privacy_mine = Blueprint("privacy_mine", __name__)
