"""What the SRM says of itself."""

from nonet.kernel.unlocking import Manifest

MANIFEST = Manifest(
    code="srm",
    stage=4,
    names={"en": "SRM", "zh-hans": "供应商关系", "zh-hant": "供應商關係"},
    requires=("erp",),
    purpose="supplier files, tenders, auctions, scores",
)
