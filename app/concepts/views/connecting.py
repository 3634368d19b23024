"""Which goals of two concepts correspond: proposed at one desk, decided at the other."""

from flask import Blueprint

connecting = Blueprint("connecting", __name__)
