"""``nonet solve``: each engine's reader of public instance files and writer of its answer; no Django here."""
