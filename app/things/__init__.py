"""What every kind of thing shares: number, title, visibility, counters, provenance."""
