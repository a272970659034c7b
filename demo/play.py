"""The demo: the company is made once, a month and a day are played, and what came of it is told and checked."""

import datetime as dt
import json
import os
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from demo import company, items, parties
from demo.lookup import money, stock_value
from demo.masters import write_masters
from demo.month import play_month
from demo.trade import Cast, Tell, sell, ship, take
from demo.words import say
from nonet.books.money.selectors.ledger import trial_balance
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.checks import run_checks
from nonet.kernel.clock import today
from nonet.kernel.models import Company, User
from nonet.kernel.roles import grant_roles
from nonet.masters.places.models import Place
from nonet.systems.erp.services.setup import create_company

USER = "demo"
PLAYED = "demo_played"
TODAY: tuple[tuple[str, dict[str, int]], ...] = (
    ("C03", {"AJBC-150": 20, "YF": 1}),
    ("C06", {"PMB-60": 60, "GDB-200": 12}),
    ("C09", {"TZ-GF": 3}),
)
WAITING = ("C05", {"ZSH-240": 60})
DRAFTS = (("C04", {"LH-LJ": 20}), ("C02", {"BLC-250": 6}))


@dataclass(slots=True)
class Played:
    """What the demo told, whether it was played now, and whether the books hold."""

    lines: list[str] = field(default_factory=list)
    fresh: bool = False
    sound: bool = True


def play(tell: Tell) -> Played:
    """Make the demo company and play its month and its day, once; check its books."""
    played = Played()

    def note(line: str) -> None:
        played.lines.append(line)
        tell(line)

    made = _begin()
    with acting_as_system(made.pk, source="demo"):
        if made.policy.get(PLAYED):
            note(say("there"))
        else:
            with transaction.atomic():
                _play(note)
            played.fresh = True
        _show_statements(note)
        played.sound = _check(note)
    return played


def _begin() -> Company:
    first = _first_of_last_month(dt.date.today())  # noqa: DTZ011
    years = sorted({first.year, first.year + 1, dt.date.today().year})  # noqa: DTZ011
    return create_company(code=company.CODE, name=company.NAME, site=company.MAIN, years=years)


def _first_of_last_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _play(note: Tell) -> None:
    write_masters()
    bins = Place.objects.filter(kind=Place.Kind.BIN).count()
    counts = {"customers": len(parties.CUSTOMERS), "suppliers": len(parties.SUPPLIERS), "bins": bins}
    all_items = len(items.GOODS) + len(items.SERVICES) + len(items.KITS)
    note(say("company", name=company.NAME, items=all_items, sites=len(company.SITES), **counts))
    cast = Cast()
    play_month(cast, note, _first_of_last_month(today()))
    _play_today(cast, note)
    _remember()


def _play_today(cast: Cast, note: Tell) -> None:
    """Leave work of every kind for whoever looks in: drafts, back orders, deliveries to pick, some shipped."""
    orders = sell(cast, TODAY)
    shipped = ship(orders[:1])
    sell(cast, [WAITING])
    take(cast, DRAFTS)
    found = sql.row(
        "SELECT count(*) AS picking FROM orders_delivery WHERE company_id = %s AND state = 'released'",
        (current_company_id(),),
    )
    assert found is not None
    facts = {"drafts": len(DRAFTS), "waiting": 1, "picking": found.picking, "shipped": len(shipped)}
    note(say("today", day=today(), **facts))


def _remember() -> None:
    made = Company.objects.get(pk=current_company_id())
    Company.objects.filter(pk=made.pk).update(policy={**made.policy, PLAYED: True})


def _show_statements(note: Tell) -> None:
    rows = [row for row in trial_balance(start=today().replace(month=1, day=1), end=today()) if row.is_leaf]
    closing = [row.closing for row in rows]
    assets = sum((row.closing for row in rows if row.type == "asset"), Decimal(0))
    ledger = sum((row.closing for row in rows if row.code.startswith(_inventory_codes())), Decimal(0))
    note(
        say(
            "statements",
            assets=money(assets),
            debit=money(sum((each for each in closing if each > 0), Decimal(0))),
            credit=money(-sum((each for each in closing if each < 0), Decimal(0))),
            stock=money(stock_value()),
            ledger=money(ledger),
        )
    )


def _inventory_codes() -> tuple[str, ...]:
    found = sql.rows(
        "SELECT DISTINCT a.code FROM money_accountrole r JOIN money_account a ON a.id = r.account_id"
        " WHERE r.company_id = %s AND r.role = 'inventory'",
        (current_company_id(),),
    )
    return tuple(each.code for each in found)


def _check(note: Tell) -> bool:
    results = run_checks()
    broken = [each for each in results if not each.ok]
    note(say("checked", ok=len(results) - len(broken), all=len(results)))
    for each in broken:
        note(f"  {each.name}: {each.findings[:3]}")
    return not broken


def sign_in(home: Path) -> tuple[str, str]:
    """Return the user and password of the demo, made once and kept in the home folder."""
    file = home / "demo_sign_in.json"
    made = Company.objects.get(code=company.CODE)
    user = User.objects.filter(username=USER).first()
    if user is not None and file.exists():
        kept = json.loads(file.read_text())
        return kept["user"], kept["password"]
    password = secrets.token_urlsafe(9)
    user = user or User(username=USER, full_name="演示用户")
    user.home_company = made
    user.set_password(password)
    user.save()
    with acting_as_system(made.pk, source="demo"):
        grant_roles(user_ids=[user.pk], role="owner")
    _keep(file, {"user": USER, "password": password})
    return USER, password


def _keep(file: Path, facts: dict[str, str]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
        json.dump(facts, target)
