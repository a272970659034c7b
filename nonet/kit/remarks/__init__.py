"""Remarks: files and comments on any document or master, for all faces; a room has to declare nothing for it."""
