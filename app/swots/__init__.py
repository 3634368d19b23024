"""Strengths and weaknesses: four quadrants per field of action, weighed, adopted as the analysis."""
