"""An organisation and its people: members, invitations, mandates."""

from flask import Blueprint

organisations = Blueprint("organisations", __name__)
