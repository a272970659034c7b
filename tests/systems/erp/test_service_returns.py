"""Services come back with their credit note alone: no receipt says so."""

from pathlib import Path

import pytest

from nonet.books.money.services.cancelling import cancel_invoices
from nonet.books.money.services.invoicing import invoice_orders
from nonet.books.orders.models import OrderLine
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import run_checks
from nonet.systems.erp.services.returns import Return, ReturnLine, authorise_sales_returns
from tests.systems.erp.imports.samples import ORDERS, bring, company_of, write


@pytest.mark.django_db
def test_a_service_is_returned_with_its_credit_and_not_when_that_is_given_up(tmp_path: Path) -> None:
    with acting_as_system(company_of().pk):
        bring(write(tmp_path / "orders.csv", ORDERS))
        postage = OrderLine.objects.get(order__external_number="536366", item__code="POST")
        back = authorise_sales_returns(
            returns=[Return([ReturnLine(postage.pk, postage.quantity)])]
        ).require_all()
        for returned in (postage.quantity, 0):
            if returned:
                credits = invoice_orders(order_ids=back.done).require_all()
            else:
                cancel_invoices(invoice_ids=credits.done).require_all()
            postage.refresh_from_db()
            assert postage.returned == returned
            assert not [each for each in run_checks() if not each.ok]
