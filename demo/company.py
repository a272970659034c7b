"""The company, its two warehouses and how their shelves are numbered."""

CODE = "qinghe"
NAME = "杭州清和茶业贸易有限公司"
POLICY_APPROVAL_ABOVE = "500000"

SITES = (
    {
        "code": "HZ",
        "name": "杭州总仓",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "street": "转塘街道科海路 18 号",
    },
    {
        "code": "SH",
        "name": "上海分仓",
        "province": "上海市",
        "city": "上海市",
        "district": "浦东新区",
        "street": "金桥路 939 号",
    },
)
MAIN, BRANCH = "HZ", "SH"

LAYOUTS = {"HZ": (("A", 4, 6), ("B", 3, 6), ("C", 2, 6)), "SH": (("A", 2, 6),)}
"""By site: storage areas with their racks and the bins of each rack."""
