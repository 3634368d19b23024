"""The whole file of an idea as one archivable PDF (E-Akte)."""
