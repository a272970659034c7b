"""Who may do what: users, roles, permissions, tokens and the log of the door, as pages of the desk."""
