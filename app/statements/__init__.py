"""Statements: departments, municipalities and bodies are asked about an idea and answer, without an account."""
