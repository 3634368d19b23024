"""Formats of participation: the frame every kind shares, from the announcement to the published result."""
