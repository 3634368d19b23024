"""What all papers share: the look, the fonts, and the press that sets them."""
