"""The doors of "Who is responsible?"."""
