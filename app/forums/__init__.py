"""Forums: topics, threads two levels deep, the office's summaries, a conclusion."""
