"""What the WMS says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="wms",
    stage=2,
    names={"en": "WMS", "zh-hans": "仓库管理", "zh-hant": "倉儲管理"},
    requires=("erp",),
    purpose="bins, pick paths, scanning, counts",
)
