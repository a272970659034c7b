"""The API: every room's declarations under one address, with one way to sign, to refuse and to answer."""

from typing import Any

from ninja import NinjaAPI, Router

from nonet.books.money import api as money
from nonet.books.money.api import reports as money_reports
from nonet.books.stock import api as stock
from nonet.faces.api import approvals, imports, kernel, notices
from nonet.faces.api.docs import DocsBySubject
from nonet.faces.api.tables import add_tables
from nonet.kit.api import Resource, Signed, add_resource, add_verb
from nonet.kit.api.lookups import add_lookups
from nonet.kit.api.problems import install_problems
from nonet.kit.printing import api as printing
from nonet.kit.printing import batches
from nonet.kit.remarks import api as remarks
from nonet.kit.views.api import SAVED_VIEWS
from nonet.masters.items import api as items
from nonet.masters.parties import api as parties
from nonet.masters.places import api as places
from nonet.masters.prices import api as prices
from nonet.masters.taxes import api as taxes
from nonet.systems.erp import api as erp

DESCRIPTION = """
All of Nonet for programs. Send `Authorization: Bearer <token>`; a token belongs to one company and one user.

* Lists are read in pages: pass `next` of one page as `cursor` of the following one.
* `fields=number,state` answers with those fields only.
* Verbs take many documents and answer for each: `done`, or `refused` with a code, a message and its cure.
* `Idempotency-Key` makes a request safe to repeat.
* Quantities and amounts are decimals in strings. Messages come in the language of `Accept-Language`.
"""

RESOURCES: tuple[Resource, ...] = (
    *erp.RESOURCES,
    *stock.RESOURCES,
    stock.ADJUSTMENT,
    stock.COUNT,
    *money.RESOURCES,
    money.LANDED_COST,
    *parties.RESOURCES,
    *items.RESOURCES,
    *prices.RESOURCES,
    *places.RESOURCES,
    *taxes.RESOURCES,
    SAVED_VIEWS,
    *kernel.RESOURCES,
    *approvals.RESOURCES,
    *printing.RESOURCES,
)


class OneDocumentAPI(NinjaAPI):
    """Draws its OpenAPI document once: it is large, and the same for everybody."""

    document: Any = None

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the document, drawn at the first question."""
        if self.document is None:
            self.document = super().get_openapi_schema(**options)
            for path in self.document["paths"].values():
                for operation in path.values():
                    gather_problems(operation["responses"])
        return self.document


def gather_problems(responses: dict[Any, Any]) -> None:
    """Tell all refusals of an operation as one, in their own media type."""
    refusals = [status for status in responses if str(status).startswith("4")]
    for status in refusals:
        del responses[status]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    responses["4XX"] = {"description": "Refused", "content": {"application/problem+json": problem}}


def make_api() -> NinjaAPI:
    """Put the API together."""
    api = OneDocumentAPI(
        title="Nonet",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        auth=Signed(),
        docs=DocsBySubject(),
    )
    install_problems(api)
    router = Router()
    for resource in RESOURCES:
        add_resource(router, resource)
        printing.add_prints(router, resource)
    for verb in erp.VERBS:
        add_verb(router, verb, tag="ERP")
    stock.add_reports(router)
    money_reports.add_reports(router)
    add_lookups(router)
    add_tables(router)
    kernel.add_kernel(router)
    notices.add_notices(router)
    imports.add_imports(router)
    approvals.add_approvals(router)
    printing.add_forms(router)
    batches.add_files(router)
    remarks.add_remarks(router)
    api.add_router("", router)
    return api


api = make_api()
