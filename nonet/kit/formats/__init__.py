"""Forms of dates and numbers by language."""
