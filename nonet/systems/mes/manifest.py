"""What the MES says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="mes",
    stage=3,
    names={"en": "MES", "zh-hans": "制造执行", "zh-hant": "製造執行"},
    requires=("erp", "wms"),
    purpose="work dispatched, operations and machines reported",
)
