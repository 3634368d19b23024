"""Who may do what: one table, asked at every door and by every template."""
