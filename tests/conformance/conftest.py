"""The office in which declared masters prove what they can do."""

from tests.faces.conftest import call, office, sign_in

__all__ = ["call", "office", "sign_in"]
