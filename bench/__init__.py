"""Measurements, each a module with a ``run``; ``nonet bench NAME`` runs them."""
