"""Checkers: each reads the instance anew and recomputes an answer, sharing no code with the engine it judges."""
