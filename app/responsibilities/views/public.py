"""Who is responsible for what?"""

from flask import Blueprint

responsibilities = Blueprint("responsibilities", __name__)
