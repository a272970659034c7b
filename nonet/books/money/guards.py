"""What the database refuses in the value book beyond the general guards of the kernel."""

import pgtrigger


def _after_insert(name: str, declare: tuple[str, str], func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        declare=[declare],
        func=func,
    )


def entries_balance() -> pgtrigger.Trigger:
    """Refuse lines whose entry does not balance; all lines of an entry are written in one statement."""
    return _after_insert(
        "balanced",
        ("unbalanced", "bigint"),
        """
            SELECT entry_id INTO unbalanced FROM new_rows GROUP BY entry_id HAVING sum(debit) <> sum(credit) LIMIT 1;
            IF unbalanced IS NOT NULL THEN
                RAISE EXCEPTION 'nonet.entry_not_balanced: entry %', unbalanced USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )


def period_open() -> pgtrigger.Trigger:
    """Refuse lines dated in a closed fiscal period."""
    return _after_insert(
        "period_open",
        ("closed_day", "date"),
        """
            SELECT n.posted_on INTO closed_day FROM (SELECT DISTINCT company_id, posted_on FROM new_rows) n
                JOIN money_fiscalperiod p ON p.company_id = n.company_id AND p.state = 'closed'
                AND n.posted_on BETWEEN p.starts_on AND p.ends_on LIMIT 1;
            IF closed_day IS NOT NULL THEN
                RAISE EXCEPTION 'nonet.period_closed: %', closed_day USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )
