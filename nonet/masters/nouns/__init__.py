"""A master declared once: its verb, list, form, import, export and address in the API come of one declaration."""

from nonet.masters.nouns.noun import Noun, saving_verb
from nonet.masters.nouns.tags import Tag

__all__ = ["Noun", "Tag", "saving_verb"]
