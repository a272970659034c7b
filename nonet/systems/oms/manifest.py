"""What the OMS says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="oms",
    stage=2,
    names={"en": "OMS", "zh-hans": "订单管理", "zh-hant": "訂單管理"},
    requires=("erp",),
    purpose="one intake for all channels, merging, choosing the warehouse",
)
