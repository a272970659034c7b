"""Families of public instances by area: which files, how long, what is best known, which checker, which plain peer."""
