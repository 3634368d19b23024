"""Letters for authors without a mailbox: print, post."""

from flask import Blueprint

letters = Blueprint("letters", __name__)
