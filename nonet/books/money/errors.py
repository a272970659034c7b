"""What the value book refuses, and why."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class AccountMissing(NonetError):
    """No account plays a role that a posting needs."""

    code = "account_missing"

    def __init__(self, role: str, **params: Any) -> None:
        super().__init__(role=role, **params)

    def template(self) -> str:
        return _("No account has the role %(role)s; set one in the account roles.")


class RuleMissing(NonetError):
    """No posting rule says what an event posts."""

    code = "rule_missing"

    def __init__(self, event: str, on: Any) -> None:
        super().__init__(event=event, on=on)

    def template(self) -> str:
        return _("No posting rule for %(event)s is valid on %(on)s; install a chart or add a rule.")


class RulesNotBalanced(NonetError):
    """The posting rules of an event would not make a balanced entry on some day."""

    code = "rules_not_balanced"

    def __init__(self, event: str, on: Any) -> None:
        super().__init__(event=event, on=on)

    def template(self) -> str:
        return _(
            "The rules of %(event)s would not balance on %(on)s; send all lines that change together, one a position."
        )


class EntryNotBalanced(NonetError):
    """The debits of an entry differ from its credits."""

    code = "entry_not_balanced"

    def __init__(self, debit: Any, credit: Any) -> None:
        super().__init__(debit=debit, credit=credit)

    def template(self) -> str:
        return _("Debits of %(debit)s and credits of %(credit)s differ; an entry must balance.")


class NothingToInvoice(NonetError):
    """Nothing was handed over that has not been invoiced yet."""

    code = "nothing_to_invoice"

    def template(self) -> str:
        return _("Nothing is left to invoice; ship or receive goods first.")


class ExchangeRateMissing(NonetError):
    """No exchange rate is known for a currency on a day."""

    code = "exchange_rate_missing"

    def __init__(self, currency: str, on: Any) -> None:
        super().__init__(currency=currency, on=on)

    def template(self) -> str:
        return _(
            "No exchange rate of %(currency)s is known on %(on)s; enter one dated on or before that day."
        )


class CostNotKnown(NonetError):
    """More of an item leaves than was ever valued."""

    code = "cost_not_known"

    def __init__(self, item: Any, wanted: Any, valued: Any) -> None:
        super().__init__(item=item, wanted=wanted, valued=valued)

    def template(self) -> str:
        return _(
            "%(item)s: %(wanted)s leave, but only %(valued)s were valued; value the earlier moves first."
        )


class NothingToSpread(NonetError):
    """A landed cost names no valued goods."""

    code = "nothing_to_spread"

    def __init__(self, number: str) -> None:
        super().__init__(number=number)

    def template(self) -> str:
        return _(
            "%(number)s: its receipts hold no goods of our own; name receipts that were posted and valued."
        )


class WeightMissing(NonetError):
    """A cost is to be spread by weight, and an item has none."""

    code = "weight_missing"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("%(item)s has no weight; enter it, or spread the cost by value or quantity.")


class NotAtStandard(NonetError):
    """The item is not costed at standard."""

    code = "not_at_standard"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("%(item)s is not costed at standard; only such items have a standard cost to change.")


class NotMatching(NonetError):
    """Two open items cannot be matched."""

    code = "not_matching"

    def __init__(self, item: int, why: str) -> None:
        super().__init__(item=item, why=why)

    def template(self) -> str:
        return _("Open item %(item)s cannot be matched: %(why)s.")


class AlreadyUnsettled(NonetError):
    """The settlement was taken back before, or is itself a taking back."""

    code = "already_unsettled"

    def __init__(self, settlement: int) -> None:
        super().__init__(settlement=settlement)

    def template(self) -> str:
        return _("Settlement %(settlement)s is taken back already; match the items anew instead.")


class BillNotMatching(NonetError):
    """A supplier charges what was not ordered, or did not come."""

    code = "bill_not_matching"

    def __init__(self, line: str, why: str) -> None:
        super().__init__(line=line, why=why)

    def template(self) -> str:
        return _(
            "%(line)s: %(why)s; ask the supplier for a corrected bill, or change the order or the tolerance."
        )


class ControlAccountClosed(NonetError):
    """A sub-ledger answers for the account; only its documents post to it."""

    code = "control_account_closed"

    def __init__(self, account: str) -> None:
        super().__init__(account=account)

    def template(self) -> str:
        return _("%(account)s takes no entries by hand; use an invoice, a payment or a stock adjustment.")


class AlreadyReversed(NonetError):
    """The entry was taken back before, or is itself a taking back."""

    code = "already_reversed"

    def __init__(self, entry: int) -> None:
        super().__init__(entry=entry)

    def template(self) -> str:
        return _("Entry %(entry)s is taken back already; post a new one instead.")


class PeriodOutOfTurn(NonetError):
    """Months are closed from the first on, and opened from the last."""

    code = "period_out_of_turn"

    def __init__(self, period: str, why: str) -> None:
        super().__init__(period=period, why=why)

    def template(self) -> str:
        return _("%(period)s cannot be changed now: %(why)s.")


class PeriodNotReady(NonetError):
    """Work is left in the month; ``steps`` is what the checklist still asks for."""

    code = "period_not_ready"

    def __init__(self, period: str, steps: Any) -> None:
        self.steps = steps
        left = "; ".join(f"{each.says}: {each.count} ({', '.join(each.examples)})" for each in steps)
        super().__init__(period=period, left=left)

    def template(self) -> str:
        return _("%(period)s cannot be closed yet. Left to do: %(left)s.")


class YearClosedAlready(NonetError):
    """The year's profit was carried over before."""

    code = "year_closed_already"

    def __init__(self, year: int) -> None:
        super().__init__(year=year)

    def template(self) -> str:
        return _("The profit of %(year)s is carried over already; nothing has been posted since.")


class AlreadyOpened(NonetError):
    """What stood at the beginning of the books was brought before, with another amount."""

    code = "already_opened"

    def __init__(self, what: str, amount: Any) -> None:
        super().__init__(what=what, amount=amount)

    def template(self) -> str:
        return _("%(what)s was opened with %(amount)s before; take that opening back first.")


class NotAnOpening(NonetError):
    """An open item did not come from the beginning of the books, or is no longer as it came."""

    code = "not_an_opening"

    def __init__(self, item: int, why: str) -> None:
        super().__init__(item=item, why=why)

    def template(self) -> str:
        return _("Open item %(item)s cannot be taken back: %(why)s.")
