"""Start page, help, legal texts, barrier reports, small things that belong to no feature."""
