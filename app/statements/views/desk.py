"""Asking departments, municipalities and bodies, and what came back."""

from flask import Blueprint

statements_desk = Blueprint("statements_desk", __name__)
