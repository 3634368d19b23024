"""Every door for photos and documents belongs to this blueprint."""

from app.files.views import author, desk, serving  # noqa: F401 - their doors belong to the same blueprint
from app.files.views.intake import files

__all__ = ["files"]
