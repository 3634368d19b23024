"""The page an invitation leads to."""

from flask import Blueprint

invitations = Blueprint("invitations", __name__)
