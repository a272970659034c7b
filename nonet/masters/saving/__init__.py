"""How masters are saved: many rows at once, keyed by their code, each accepted or refused by itself.

A row is a mapping from field to value and names only the fields it wants changed. References may be given by
code (``payment_term="NET30"``) or by id (``payment_term_id=7``). Rows that change nothing write nothing.
"""

from nonet.masters.saving.plans import InUse, Plan, Row, Saved
from nonet.masters.saving.writing import save_rows

__all__ = ["InUse", "Plan", "Row", "Saved", "save_rows"]
