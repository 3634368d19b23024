"""Boards: cards below questions, in groups, with dots; what workshops and SWOT boards share."""
