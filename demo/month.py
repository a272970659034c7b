"""A month of the demo company, scene by scene; each tells what it did."""

import datetime as dt
from decimal import Decimal
from typing import Any

from demo import company, items
from demo.books import close_month, freight_comes_late, pay_in_capital
from demo.lookup import line_of, money, name_of, number_of, stock_value
from demo.trade import Cast, Tell, buy, invoiced, sell, ship
from demo.words import say
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.selectors import progress_of
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    enter_counts,
    finish_counts,
)
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import on_day, today
from nonet.systems.erp.services.returns import (
    Inspected,
    Return,
    ReturnLine,
    authorise_sales_returns,
    receive_returns,
)
from nonet.systems.erp.services.transfers import (
    TransferLine,
    TransferOrder,
    confirm_transfer_orders,
    create_transfer_orders,
    receive_transfers,
)

SALES: tuple[tuple[str, dict[str, int]], ...] = (
    ("C01", {"LJ-250": 24, "TGY-250": 30, "GW-150": 12}),
    ("C02", {"BLC-250": 12, "TZ-GF": 2, "YF": 1}),
    ("C03", {"LJ-250": 60, "LJ-100": 40, "JH-80": 30}),
    ("C04", {"LH-LJ": 40, "TZ-GF": 6, "KZ": 6}),
    ("C05", {"DHP-100": 20, "BMD-357": 12, "ZSH-240": 4}),
    ("C06", {"TGY-250": 60, "DH-250": 40, "PMB-60": 120}),
    ("C07", {"ZSXZ-250": 24, "JJM-100": 10}),
    ("C08", {"QM-250": 36, "HSMF-250": 24, "ZB-350": 20, "YF": 1}),
    ("C10", {"JH-80": 80, "MG-60": 60, "PESH-357": 42}),
    ("C12", {"LJ-100": 2, "CJ-6": 1}),
)
SHORT = ("C11", {"TPHK-200": 100})


def open_stock(cast: Cast, tell: Tell) -> list[int]:
    """Buy the opening stock from every supplier; return the receipts."""
    wanted: dict[str, dict[str, int]] = {}
    for code, *_, quantity, supplier in items.GOODS:
        wanted.setdefault(str(supplier), {})[str(code)] = int(quantity)
    done = buy(cast, wanted, "001")
    facts = {"orders": len(done.orders), "receipts": len(done.receipts), "bills": len(done.bills)}
    tell(say("bought", day=today(), amount=money(done.paid), **facts))
    return done.receipts


def sell_and_fall_short(cast: Cast, tell: Tell) -> tuple[list[int], int]:
    """Sell to ten customers, and to one more than there is; return the orders and the one that waits."""
    orders = sell(cast, SALES)
    shipped = ship(orders)
    sets = {kit[0] for kit in items.KITS}
    kits = sum(bool(sets & set(goods)) for _, goods in SALES)
    tell(
        say(
            "sold",
            day=today(),
            orders=len(orders),
            kits=kits,
            deliveries=len(shipped),
            amount=money(invoiced(orders)),
        )
    )
    waiting = sell(cast, [SHORT])[0]
    ship([waiting])
    at = progress_of([waiting])[waiting]
    facts = {"ordered": f"{at.ordered:f}", "shipped": f"{at.shipped:f}", "open": f"{at.open:f}"}
    trimmed = {name: value.rstrip("0").rstrip(".") for name, value in facts.items()}
    tell(say("short", day=today(), order=number_of(waiting), item=name_of("TPHK-200"), **trimmed))
    return orders, waiting


def goods_arrive(cast: Cast, tell: Tell, waiting: int) -> None:
    """Buy what is short; the order that waits gets it by itself, and goes out."""
    buy(cast, {"S03": {"TPHK-200": 60}}, "002", pay=False)
    ship([waiting])
    closed = progress_of([waiting])[waiting].state == "closed"
    state = say("closed_state" if closed else "open_state")
    tell(say("arrived", day=today(), order=number_of(waiting), state=state))


def customers_pay(cast: Cast, tell: Tell) -> None:
    """Three customers pay all they owe, one a part."""
    owed = sql.rows(
        "SELECT p.code, o.party_id, sum(o.open_amount) AS amount, count(*) AS claims FROM money_openitem o"
        " JOIN parties_party p ON p.id = o.party_id WHERE o.company_id = %s AND o.is_receivable AND o.open_amount > 0"
        " AND p.code = ANY(%s) GROUP BY p.code, o.party_id ORDER BY p.code",
        (current_company_id(), ["C01", "C02", "C03", "C12"]),
    )
    drafts = [
        PaymentDraft("received", each.party_id, None, today(), "CNY", _paid(each), reference=each.code)
        for each in owed
    ]
    receive_payments(payments=drafts)
    total = sum((each.amount for each in drafts), Decimal(0))
    settled = sum(each.claims for each in owed if _paid(each) == each.amount)
    tell(say("received", day=today(), payments=len(drafts), amount=money(total), settled=settled))


def _paid(owed: Any) -> Decimal:
    return (owed.amount / 2).quantize(Decimal("0.01")) if owed.code == "C03" else owed.amount


def goods_come_back(cast: Cast, tell: Tell, orders: list[int]) -> None:
    """A customer sends cups back, some of them broken, and gets the money."""
    sold = line_of(orders, "C01", "GW-150")
    wanted = Return([ReturnLine(sold.id, Decimal(3))], "破损及多订")
    back = authorise_sales_returns(returns=[wanted]).require_all().done[0]
    line = sql.row("SELECT id FROM orders_orderline WHERE order_id = %s", (back,))
    assert line is not None
    found = [Inspected(line.id, Decimal(2)), Inspected(line.id, Decimal(1), "damaged")]
    receive_returns(receipts=[found]).require_all()
    amount = invoiced([back])
    receive_payments(
        payments=[PaymentDraft("refund_paid", cast.parties["C01"], None, today(), "CNY", amount)]
    )
    facts = {"item": name_of("GW-150"), "party": "雅集茶馆", "quantity": 3, "damaged": 1}
    tell(say("returned", day=today(), amount=money(amount), **facts))


def send_to_branch(cast: Cast, tell: Tell) -> None:
    """Send goods to the other warehouse, where they are taken in."""
    goods = {"LJ-250": 40, "TGY-250": 40, "PMB-60": 120}
    lines = [TransferLine(cast.items[code], Decimal(quantity)) for code, quantity in goods.items()]
    source, target = cast.sites[company.MAIN], cast.sites[company.BRANCH]
    made = create_transfer_orders(orders=[TransferOrder(source, target, lines)]).require_all().done
    confirm_transfer_orders(order_ids=made).require_all()
    ship(made)
    receive_transfers(order_ids=made).require_all()
    names = {site["code"]: site["name"] for site in company.SITES}
    facts = {"source": names[company.MAIN], "target": names[company.BRANCH], "lines": len(lines)}
    tell(say("transferred", day=today(), value=money(stock_value()), **facts))


def count_shelves(cast: Cast, tell: Tell) -> None:
    """Count two items; one piece of one of them is missing."""
    before = stock_value()
    wanted = [cast.items["CJ-6"], cast.items["GDB-200"]]
    counts = [CountDraft(cast.sites[company.MAIN], today(), item_ids=wanted)]
    count = begin_counts(counts=counts).require_all().done[0]
    rows = sql.rows(
        "SELECT item_id, place_id, book_quantity, lot_id, status FROM stock_countline WHERE count_id = %s",
        (count,),
    )
    missing = {cast.items["CJ-6"]: Decimal(1)}
    entries = [
        CountEntry(
            count,
            each.item_id,
            each.place_id,
            each.book_quantity - missing.pop(each.item_id, Decimal(0)),
            each.lot_id,
            status=each.status,
        )
        for each in rows
    ]
    enter_counts(entries=entries).require_all()
    finish_counts(count_ids=[count]).require_all()
    post_counts(count_ids=[count]).require_all()
    facts = {"lines": len(rows), "difference": 1, "item": name_of("CJ-6")}
    tell(say("counted", day=today(), value=money(before - stock_value()), **facts))


def play_month(cast: Cast, tell: Tell, first: dt.date) -> None:
    """Play the month that begins on ``first`` from opening stock to closing."""

    def day(number: int) -> Any:
        return on_day(first.replace(day=number))

    with day(1):
        pay_in_capital(tell)
    with day(2):
        receipts = open_stock(cast, tell)
    with day(8):
        orders, waiting = sell_and_fall_short(cast, tell)
    with day(12):
        goods_arrive(cast, tell, waiting)
        customers_pay(cast, tell)
    with day(15):
        goods_come_back(cast, tell, orders)
    with day(18):
        send_to_branch(cast, tell)
    with day(22):
        count_shelves(cast, tell)
    with day(25):
        freight_comes_late(cast, tell, receipts)
    with on_day((first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)):
        close_month(tell, first)
