"""The project catalogue, and how ideas get into it."""
