"""Whom an authority asks: its departments and bodies, and sets of them."""

from flask import Blueprint

statements_addressees = Blueprint("statements_addressees", __name__)
