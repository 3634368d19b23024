"""Joint projects of municipalities: partners agree on one text, each by its own yes to exactly that text."""
