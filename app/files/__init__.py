"""Photos and documents that belong to a thing: taken in, made harmless, kept, and served to whoever may see it."""
