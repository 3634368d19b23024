"""From the journal to people: who hears of what happened, in which words, and the worker that sends it."""
