"""Tools of the workshop; the application imports none of them."""
