"""One search over documents, parties and items: by number, outside number, code, name, initials or bar code.

Every part is served by an index and takes the first few it meets, so it stays quick over millions of rows. Who may not
read a book or master finds nothing of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.documents import DocumentType, document_types
from nonet.masters.items.selectors.finding import search_items
from nonet.masters.parties.selectors import search_parties
from nonet.masters.search import LAST

EACH = 6
MONTHS = 15
LOOKED_AT = 20_000
MIN_OUTSIDE = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: its type (a document's code, ``party`` or ``item``), what it is called, and how it was found."""

    type: str
    id: int
    number: str
    name: str
    state: str
    how: str


def find(text: str, limit: int = EACH) -> list[Found]:
    """Return what the user at work may see and a text means: documents first, then parties, then items.

    Parameters
    ----------
    text : str
        The beginning of a number, its last digits, an outside number, or part of a code or name.
    limit : int
        How many of each kind.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return []
    return [*find_documents(wanted, limit), *_masters(wanted, limit)]


def _masters(text: str, limit: int) -> Iterator[Found]:
    actor = current_actor()
    for type_, search in (("party", search_parties), ("item", search_items)):
        if actor.may("parties.read" if type_ == "party" else "items.read"):
            for each in search(text, limit=limit):
                yield Found(type_, each.id, each.code, each.name, "", each.how)


def find_documents(text: str, limit: int = EACH) -> list[Found]:
    """Return documents by their own number or by a number that others gave them, newest first, in one statement."""
    parts = [*_own_numbers(text), *_outside_numbers(text)]
    if not parts:
        return []
    found = sql.rows(
        "SELECT DISTINCT ON (f.type, f.id) f.*, coalesce(p.name, '') AS name"
        f" FROM ({' UNION ALL '.join(parts)}) AS f"
        " LEFT JOIN parties_party p ON p.id = f.party_id AND p.company_id = %(company)s ORDER BY f.type, f.id, f.how",
        {
            "company": current_company_id(),
            "numbers": _whole_numbers(text),
            "begin": text.upper(),
            "after": text.upper() + LAST,
            "typed": text,
            "typed_after": text + LAST,
            "limit": limit,
        },
    )
    newest = sorted(found, key=lambda each: (each.how != "number", -each.id))
    return [
        Found(each.type, each.id, each.number or "", each.name, each.state, each.how)
        for each in newest[:limit]
    ]


def _readable() -> list[DocumentType]:
    """Return the types of documents whose book the user may read."""
    actor = current_actor()
    return [
        each
        for each in document_types().values()
        if each.prefix and actor.may(f"{each.table.split('_')[0]}.read")
    ]


def _own_numbers(text: str) -> Iterator[str]:
    """Yield a query for each type whose numbers can begin so, or end so when only digits were typed."""
    letters = "".join(each for each in text.upper() if each.isalpha())
    for kind in _readable():
        if text.isdigit():
            yield _query(kind, f"t.{kind.number} = ANY(%(numbers)s::text[])", "number")
        elif letters and (letters.startswith(kind.prefix) or kind.prefix.startswith(letters)):
            begins = f"t.{kind.number} >= %(begin)s AND t.{kind.number} < %(after)s"
            yield _query(kind, begins, "number", f"t.{kind.number} DESC")


def _outside_numbers(text: str) -> Iterator[str]:
    """Yield queries for numbers of shops, carriers and tax offices; those without an index only among the newest."""
    if len(text) < MIN_OUTSIDE:
        return
    begins = "t.external_number >= %(typed)s AND t.external_number < %(typed_after)s AND NOT t.external_number = ''"
    columns = {
        "delivery": "waybill_number",
        "sales_invoice": "legal_number",
        "purchase_bill": "party_reference",
    }
    for kind in _readable():
        if kind.table == "orders_order":
            yield _query(kind, begins, "external_number")
        elif column := columns.get(kind.code):
            newest = f'(SELECT * FROM "{kind.table}" WHERE company_id = %(company)s ORDER BY id DESC LIMIT {LOOKED_AT})'
            yield _query(kind, f"t.{column} = %(typed)s", column, table=newest)


def _query(kind: DocumentType, condition: str, how: str, order: str = "t.id DESC", table: str = "") -> str:
    return (
        f"(SELECT '{kind.code}' AS type, t.id, t.{kind.number}::text AS number, t.{kind.state}::text AS state,"
        f" '{how}' AS how, (to_jsonb(t) ->> 'party_id')::bigint AS party_id FROM {table or kind.table} AS t"
        f" WHERE t.company_id = %(company)s AND {kind.where} AND {condition} ORDER BY {order} LIMIT %(limit)s)"
    )


def _whole_numbers(text: str) -> list[str]:
    """Return the numbers of the last months and years that end with the digits typed."""
    if not text.isdigit() or len(text) > 6:
        return [text]
    day, tail = today(), f"{int(text):06d}"
    months = [day.year * 12 + day.month - 1 - back for back in range(MONTHS)]
    spans = [f"{month // 12 % 100:02d}{month % 12 + 1:02d}" for month in months]
    spans += [str(day.year - back) for back in range(3)]
    return [f"{kind.prefix}{span}-{tail}" for kind in _readable() for span in spans]
