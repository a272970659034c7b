"""What the CRM says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="crm",
    stage=1,
    names={"en": "CRM", "zh-hans": "客户关系管理", "zh-hant": "客戶關係管理"},
    requires=(),
    purpose="customers, leads, visits, quotations and collections",
)
