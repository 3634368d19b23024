"""The doors of finding."""
