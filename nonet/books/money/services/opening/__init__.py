"""What stood when the books began: claims by party and document, and what each account held."""

from nonet.books.money.services.opening.accounts import AccountOpening, open_accounts
from nonet.books.money.services.opening.claims import ClaimOpening, open_claims
from nonet.books.money.services.opening.reversing import reverse_openings
from nonet.books.money.services.opening.telling import Opened

__all__ = ["AccountOpening", "ClaimOpening", "Opened", "open_accounts", "open_claims", "reverse_openings"]
