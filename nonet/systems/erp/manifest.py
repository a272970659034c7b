"""What the ERP says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="erp",
    stage=1,
    names={"en": "ERP", "zh-hans": "企业资源计划", "zh-hant": "企業資源規劃"},
    requires=(),
    purpose="sales, purchasing, stock, cost, invoices and books",
)
