"""The result of each guiding question, and the cards it rests on."""

from flask import Blueprint

workshops_desk = Blueprint("workshops_desk", __name__)
