"""What the PLM says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="plm",
    stage=4,
    names={"en": "PLM", "zh-hans": "产品生命周期", "zh-hant": "產品生命週期"},
    requires=("erp",),
    purpose="bills of material, versions, changes, documents",
)
