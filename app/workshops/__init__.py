"""Workshops with guiding questions: answers on cards, typed by people or captured in a room, and the result text."""
