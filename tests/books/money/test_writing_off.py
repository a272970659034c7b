"""What will not be paid is taken off with an entry, and receivables still equal their open items."""

from nonet.books.money.models import OpenItem, Settlement
from nonet.books.money.services.payments import receive_payments
from nonet.books.money.services.writing_off import WriteOff, write_off

from .test_payments import invoiced, paid
from .test_valuing import ledger
from .world import D, World, on


def test_discount_bad_debt_and_rounding_close_a_claim(world: World) -> None:
    (invoice,) = invoiced(world, "100")
    claim = OpenItem.objects.get(invoice=invoice).pk
    causes = [
        WriteOff(claim, "discount", D(2)),
        WriteOff(claim, "bad_debt", D(90)),
        WriteOff(claim, "rounding"),
    ]
    for each in causes:
        write_off(write_offs=[each], posted_on=on(20)).require_all()
    assert list(Settlement.objects.order_by("id").values_list("reason", "amount")) == [
        ("discount", 2),
        ("bad_debt", 90),
        ("rounding", 8),
    ]
    assert ledger("1122") == "0.00"


def test_small_differences_of_payables_and_advances_are_rounded(world: World) -> None:
    world.rate("USD", "7.1")
    receive_payments(payments=[paid(world, "0.03"), paid(world, "0.07", currency="USD")])
    receive_payments(payments=[paid(world, "0.05", kind="made", party_id=world.supplier.pk)])
    items = list(OpenItem.objects.values_list("pk", flat=True))
    write_off(write_offs=[WriteOff(each, "rounding") for each in items], posted_on=on(20)).require_all()
    assert (ledger("1122"), ledger("220201")) == ("0.00", "0.00")
    assert set(OpenItem.objects.values_list("open_amount", flat=True)) == {0}


def test_what_does_not_fit_says_why(world: World) -> None:
    (invoice,) = invoiced(world, "10")
    claim = OpenItem.objects.get(invoice=invoice).pk
    for each in (WriteOff(claim, "mood"), WriteOff(claim, "rounding", D(11))):
        assert write_off(write_offs=[each], posted_on=on(20)).refused[claim].code == "not_matching"
    assert (
        write_off(write_offs=[WriteOff(0, "rounding")], posted_on=on(20)).refused[0].code
        == "document_missing"
    )
