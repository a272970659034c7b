"""Notices: what happened that a user should know, told in the reader's own language.

A notice keeps the code of its kind and what fills it, never a finished sentence. Others call ``notify``.
"""
