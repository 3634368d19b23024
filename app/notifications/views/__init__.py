"""Doors of this feature."""
