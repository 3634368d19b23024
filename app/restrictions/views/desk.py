"""Reports, restrictions and objections at the desk."""

from flask import Blueprint

restrictions_desk = Blueprint("restrictions_desk", __name__)
