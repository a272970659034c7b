"""The only composition root: which systems, flows, invariants and document types this Nonet consists of."""

from nonet.flows import order_to_cash
from nonet.kernel import flows, unlocking
from nonet.systems.crm.manifest import MANIFEST as CRM
from nonet.systems.erp.manifest import MANIFEST as ERP
from nonet.systems.mes.manifest import MANIFEST as MES
from nonet.systems.oms.manifest import MANIFEST as OMS
from nonet.systems.plm.manifest import MANIFEST as PLM
from nonet.systems.scm.manifest import MANIFEST as SCM
from nonet.systems.srm.manifest import MANIFEST as SRM
from nonet.systems.tms.manifest import MANIFEST as TMS
from nonet.systems.wms.manifest import MANIFEST as WMS


def compose() -> None:
    """Make the parts known to the kernel's registries."""
    unlocking.install([CRM, ERP, OMS, WMS, MES, TMS, PLM, SRM, SCM])
    flows.install([order_to_cash.FLOW])
