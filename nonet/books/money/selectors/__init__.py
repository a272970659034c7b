"""Reads of the value book."""
