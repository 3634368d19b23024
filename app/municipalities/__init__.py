"""Places: districts, municipalities and the regions they form."""
