"""What the SCM says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="scm",
    stage=4,
    names={"en": "SCM", "zh-hans": "供应链计划", "zh-hant": "供應鏈計劃"},
    requires=("erp", "oms", "wms"),
    purpose="forecasts and orders turned into plans",
)
