"""Who may do what: people, roles, permissions, tokens and the log of the door, as pages of the desk."""
