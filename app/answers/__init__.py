"""The coordinated answer: drafted from the statements, released by a second person, asked about once."""
