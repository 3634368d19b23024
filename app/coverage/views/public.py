"""Where there are ideas and projects for the goals, and where there are none yet."""

from flask import Blueprint

coverage_pages = Blueprint("coverage_pages", __name__)
