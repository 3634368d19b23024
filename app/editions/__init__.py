"""Editions of a concept: drafted at the desk, compared, put up for consultation, adopted; each kept as it was."""
