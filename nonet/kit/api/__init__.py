"""Blocks of which every endpoint is declared: a resource read in pages, saved in batches, moved on by verbs."""

from nonet.kit.api.declaring import Lines, Resource, Verb
from nonet.kit.api.reading import add_resource
from nonet.kit.api.signing import Signed
from nonet.kit.api.verbs import add_verb

__all__ = ["Lines", "Resource", "Signed", "Verb", "add_resource", "add_verb"]
