"""What is printed on a voucher (记账凭证)."""

from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_PRINT = """
WITH RECURSIVE named AS (
    SELECT id, parent_id, code, name::text AS full_name, names FROM money_account
    WHERE company_id = %(company)s AND parent_id IS NULL
    UNION ALL
    SELECT a.id, a.parent_id, a.code, n.full_name || '—' || a.name, a.names FROM money_account a
    JOIN named n ON n.id = a.parent_id
)
SELECT e.id AS entry_id, v.word, v.number, e.posted_on, coalesce(l.description, e.description) AS text,
    n.code AS account_code, n.full_name AS account_name, p.name AS party, l.debit, l.credit, l.currency,
    l.currency_amount, coalesce(nullif(u.full_name, ''), u.username) AS made_by
FROM money_entry e JOIN money_entryline l ON l.entry_id = e.id JOIN named n ON n.id = l.account_id
LEFT JOIN money_voucher v ON v.entry_id = e.id LEFT JOIN parties_party p ON p.id = l.party_id
LEFT JOIN kernel_user u ON u.id = e.user_id
WHERE e.company_id = %(company)s AND e.id = ANY(%(ids)s)
ORDER BY v.word, v.number, e.posted_on, e.id, l.id
"""


_ATTACHED = """
SELECT e.id AS entry_id, count(*) AS files FROM money_entry e LEFT JOIN money_voucher v ON v.entry_id = e.id
JOIN remarks_attachment a ON a.company_id = e.company_id AND a.withdrawn_at IS NULL
    AND ((a.subject = 'money.entry' AND a.subject_id = e.id) OR (a.subject = 'money.voucher' AND a.subject_id = v.id))
WHERE e.company_id = %s AND e.id = ANY(%s) GROUP BY e.id
"""


def attached_to(entry_ids: Sequence[int]) -> dict[int, int]:
    """Return how many files are attached to entries, or to their vouchers (附件张数); none where there is none."""
    found = sql.rows(_ATTACHED, (current_company_id(), list(entry_ids)))
    return {each.entry_id: each.files for each in found}


def voucher_rows(entry_ids: Sequence[int]) -> list[Any]:
    """Return the vouchers of entries line by line: number, date, text, full account name, party, both sides."""
    return sql.rows(_PRINT, {"company": current_company_id(), "ids": list(entry_ids)})
