"""Saved views: a list as somebody wants to see it again, with a name; and how each user last arranged a list."""
