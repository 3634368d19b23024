"""Calls for ideas: a question and a period; ideas carry the call, a jury may judge, prizes may be given."""
