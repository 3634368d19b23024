"""One inbox for everything that waits at a desk. Each feature says what of its own waits; see `kinds.Waiting`."""
