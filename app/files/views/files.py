"""Photos and documents: served to whoever may see their thing; added and described by its people."""

from flask import Blueprint

files = Blueprint("files", __name__)
