"""Approvals: what may not be done before somebody agrees, who that is, and what they decided.

A point is a verb that can be guarded; a rule says when and by whom. The gate stands around the verb itself, so every
face, flow and job passes through it, and triggers refuse who goes around.
"""
