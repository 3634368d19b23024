"""People, organisations, memberships, authorities, sign-in."""
