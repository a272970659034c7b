"""The only composition root: which systems, flows, invariants and document types this Nonet consists of."""

from nonet.books.money import checks as money_checks
from nonet.books.money import documents as money_documents
from nonet.books.money import prints as money_prints
from nonet.books.money.lookups import LOOKUPS as ACCOUNT_LOOKUPS
from nonet.books.orders import checks as order_checks
from nonet.books.orders import documents as order_documents
from nonet.books.orders import prints as order_prints
from nonet.books.orders.lookups import LOOKUPS as ORDER_LOOKUPS
from nonet.books.stock import checks as stock_checks
from nonet.books.stock import documents as stock_documents
from nonet.books.stock import prints as stock_prints
from nonet.faces.desk.approval_panel import APPROVALS
from nonet.faces.permissions import declare_permissions
from nonet.faces.usage import install_usage
from nonet.flows import order_to_cash, procure_to_pay, return_to_refund, stock_to_ledger
from nonet.kernel import checks, documents, flows, unlocking
from nonet.kernel.approvals import kinds as approval_kinds
from nonet.kernel.approvals import points as approval_points
from nonet.kernel.approvals.gate import gates
from nonet.kernel.notices import kinds as notice_kinds
from nonet.kernel.references import references_exist
from nonet.kernel.verbs import install_gates
from nonet.kit import exporting, importing, lookups, printing
from nonet.kit.admin import panels
from nonet.kit.labels import translate_labels
from nonet.kit.printing.panel import PRINT_BUTTON
from nonet.kit.remarks.pages import REMARKS
from nonet.kit.remarks.services import NOTICES as REMARK_NOTICES
from nonet.masters.items import checks as item_checks
from nonet.masters.items import nouns as item_nouns
from nonet.masters.items import prints as item_prints
from nonet.masters.items.lookups import LOOKUPS as ITEM_LOOKUPS
from nonet.masters.parties import nouns as party_nouns
from nonet.masters.parties import prints as party_prints
from nonet.masters.parties.lookups import LOOKUPS as PARTY_LOOKUPS
from nonet.masters.places import checks as place_checks
from nonet.masters.places import prints as place_prints
from nonet.masters.places.lookups import LOOKUPS as PLACE_LOOKUPS
from nonet.masters.prices import checks as price_checks
from nonet.masters.taxes import nouns as tax_nouns
from nonet.systems.crm.manifest import MANIFEST as CRM
from nonet.systems.erp import checks as erp_checks
from nonet.systems.erp import prints as erp_prints
from nonet.systems.erp import services as erp_services  # noqa: F401 its verbs are known to roles and tokens
from nonet.systems.erp.approving.points import POINTS
from nonet.systems.erp.exports import EXPORTS
from nonet.systems.erp.imports import PROFILES
from nonet.systems.erp.imports.more_masters import master_profiles
from nonet.systems.erp.manifest import MANIFEST as ERP
from nonet.systems.mes.manifest import MANIFEST as MES
from nonet.systems.oms.manifest import MANIFEST as OMS
from nonet.systems.plm.manifest import MANIFEST as PLM
from nonet.systems.scm.manifest import MANIFEST as SCM
from nonet.systems.srm.manifest import MANIFEST as SRM
from nonet.systems.tms.manifest import MANIFEST as TMS
from nonet.systems.wms.manifest import MANIFEST as WMS

SYSTEMS = (CRM, ERP, OMS, WMS, MES, TMS, PLM, SRM, SCM)
FLOWS = (order_to_cash.FLOW, return_to_refund.FLOW, procure_to_pay.FLOW, stock_to_ledger.FLOW)
CHECKS = (
    *(item_checks, place_checks, price_checks),
    *(order_checks, stock_checks, money_checks),
    erp_checks,
)
NOUNS = (*party_nouns.NOUNS, *item_nouns.NOUNS, *tax_nouns.NOUNS)
PRINTS = (
    *(order_prints, stock_prints, money_prints, erp_prints),
    *(item_prints, place_prints, party_prints),
)
PANELS = (PRINT_BUTTON, APPROVALS, REMARKS)
DOCUMENTS = (order_documents, stock_documents, money_documents)


def compose() -> None:
    """Make the parts known to the kernel's registries."""
    unlocking.install(SYSTEMS)
    flows.install(FLOWS)
    for room in CHECKS:
        checks.install(room.INVARIANTS)
    checks.install([references_exist(book) for book in ("orders", "stock", "money")])
    for room in DOCUMENTS:
        documents.install(room.DOCUMENT_TYPES, room.DOCUMENT_LINKS)
    for room in PRINTS:
        printing.install(room.PRINTS)
    for noun in NOUNS:
        printing.install(noun.prints)
    panels.install(PANELS)
    notice_kinds.install(REMARK_NOTICES)
    lookups.install((*ITEM_LOOKUPS, *PARTY_LOOKUPS, *PLACE_LOOKUPS, *ORDER_LOOKUPS, *ACCOUNT_LOOKUPS))
    notice_kinds.install(approval_kinds.NOTICE_KINDS)
    approval_points.install(POINTS)
    install_gates(gates(approval_points.points()))
    declare_permissions()
    install_usage()
    translate_labels()
    importing.install([*PROFILES, *master_profiles(), *(each.profile for each in NOUNS)])
    exporting.install([*EXPORTS, *(each.export for each in NOUNS)])
