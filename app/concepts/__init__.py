"""The written concepts: goal graph, editions, context."""
