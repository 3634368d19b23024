"""What I support, follow and offered to help with."""

from flask import Blueprint

things_mine = Blueprint("things_mine", __name__)
