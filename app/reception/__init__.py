"""Ideas from paper, counter and telephone: typed in for somebody, answered by letter, claimed by code."""
