"""The doors for a browser."""
