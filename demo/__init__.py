"""The demo company: its data, one file a domain, and a month and a day of its life played through the verbs."""
