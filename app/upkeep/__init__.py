"""Keeping the installation whole: backup, restore, and the check of what must always be true."""
