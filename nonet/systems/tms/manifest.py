"""What the TMS says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="tms",
    stage=3,
    names={"en": "TMS", "zh-hans": "运输管理", "zh-hant": "運輸管理"},
    requires=("erp", "oms", "wms"),
    purpose="routes, carriers compared and audited, tracking",
)
