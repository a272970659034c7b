"""Masters: the nouns that all systems share, each kept once."""
