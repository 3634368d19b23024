"""KEK-Bezugsblatt: which goals a project serves, literally and with page, for a funding application."""
