"""Who is responsible: everyday words, and the level and office that answers for them."""
