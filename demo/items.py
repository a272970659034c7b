"""What the company deals in: teas, tea ware, packaging, services and sets."""

CATEGORIES = (
    ("green", "绿茶"),
    ("black", "红茶"),
    ("oolong", "乌龙茶"),
    ("aged", "白茶与普洱"),
    ("herbal", "花草茶"),
    ("ware", "茶具"),
    ("packing", "包装"),
    ("service", "服务"),
    ("set", "套装"),
)

# code, name, category, purchase price, sales price, tracking, costing, opening quantity, supplier
GOODS = (
    ("LJ-250", "明前龙井 250g", "green", "96", "168", "none", "average", 240, "S01"),
    ("LJ-100", "明前龙井 100g", "green", "42", "78", "none", "average", 300, "S01"),
    ("BLC-250", "洞庭碧螺春 250g", "green", "88", "158", "none", "average", 160, "S02"),
    ("HSMF-250", "黄山毛峰 250g", "green", "62", "118", "none", "average", 180, "S03"),
    ("TPHK-200", "太平猴魁 200g", "green", "110", "199", "none", "average", 80, "S03"),
    ("LAGP-250", "六安瓜片 250g", "green", "70", "128", "none", "average", 120, "S03"),
    ("AJBC-150", "安吉白茶 150g", "green", "58", "108", "none", "average", 150, "S01"),
    ("QM-250", "祁门红茶 250g", "black", "66", "126", "none", "average", 200, "S03"),
    ("ZSXZ-250", "正山小种 250g", "black", "72", "138", "none", "average", 180, "S04"),
    ("JJM-100", "金骏眉 100g", "black", "128", "238", "none", "average", 90, "S04"),
    ("DH-250", "滇红 250g", "black", "48", "92", "none", "average", 220, "S05"),
    ("TGY-250", "安溪铁观音 250g", "oolong", "60", "115", "none", "average", 260, "S04"),
    ("DHP-100", "武夷大红袍 100g", "oolong", "86", "159", "none", "average", 140, "S04"),
    ("FHDC-200", "凤凰单丛 200g", "oolong", "78", "146", "none", "average", 100, "S04"),
    ("DDWL-150", "冻顶乌龙 150g", "oolong", "64", "120", "none", "average", 80, "S04"),
    ("BMD-357", "白牡丹茶饼 357g", "aged", "120", "218", "lot", "fifo", 96, "S04"),
    ("BHYZ-100", "白毫银针 100g", "aged", "98", "188", "lot", "fifo", 60, "S04"),
    ("PES-357", "普洱生茶饼 357g", "aged", "75", "148", "lot", "fifo", 168, "S05"),
    ("PESH-357", "普洱熟茶饼 357g", "aged", "68", "136", "lot", "fifo", 210, "S05"),
    ("JH-80", "杭白菊 80g", "herbal", "16", "35", "lot", "average", 300, "S01"),
    ("MG-60", "平阴玫瑰 60g", "herbal", "18", "39", "lot", "average", 200, "S01"),
    ("CP-250", "陈皮 250g", "herbal", "45", "88", "none", "average", 90, "S05"),
    ("ZSH-180", "宜兴紫砂壶 180ml", "ware", "145", "288", "none", "fifo", 60, "S06"),
    ("ZSH-240", "宜兴紫砂壶 240ml", "ware", "168", "328", "none", "fifo", 40, "S06"),
    ("GW-150", "景德镇青花盖碗 150ml", "ware", "38", "79", "none", "average", 150, "S06"),
    ("GDB-200", "玻璃公道杯 200ml", "ware", "12", "29", "none", "average", 240, "S06"),
    ("PMB-60", "青瓷品茗杯 60ml", "ware", "6.5", "16", "none", "average", 900, "S06"),
    ("ZB-350", "双层主人杯 350ml", "ware", "22", "49", "none", "average", 180, "S06"),
    ("CP-S", "竹制茶盘 小", "ware", "46", "98", "none", "average", 70, "S06"),
    ("CP-L", "竹制茶盘 大", "ware", "88", "178", "none", "average", 40, "S06"),
    ("CG-T", "锡制茶叶罐", "ware", "52", "109", "none", "average", 80, "S06"),
    ("CJ-6", "茶道六君子", "ware", "18", "39", "none", "average", 160, "S06"),
    ("LW-1", "不锈钢滤网", "ware", "3.2", "9", "none", "average", 400, "S06"),
    ("ZCQ-1", "智能煮茶器", "ware", "210", "399", "serial", "fifo", 6, "S06"),
    ("LH-A", "礼盒 双罐", "packing", "14", "28", "none", "average", 300, "S02"),
    ("LH-B", "礼盒 四罐", "packing", "22", "45", "none", "average", 160, "S02"),
    ("SD-1", "手提袋", "packing", "1.8", "4", "none", "average", 1000, "S02"),
    ("QP-10", "气泡柱 10 卷", "packing", "9", "18", "none", "average", 60, "S02"),
)
SERVICES = (("YF", "运费", "15"), ("KZ", "刻字服务", "30"))
KITS = (
    (
        "TZ-GF",
        "功夫茶具套装",
        "468",
        (("ZSH-180", 1), ("GDB-200", 1), ("PMB-60", 4), ("CP-S", 1), ("CJ-6", 1)),
    ),
    ("LH-LJ", "龙井双罐礼盒", "188", (("LJ-100", 2), ("LH-A", 1), ("SD-1", 1))),
)
UNITS = (("PMB-60", "CT", 48), ("LJ-100", "CT", 24), ("JH-80", "CT", 40))
"""Items that also come by the carton, and how many it holds."""
BREAKS = (("LJ-250", 20, "152"), ("TGY-250", 20, "104"), ("PMB-60", 100, "13.5"), ("PESH-357", 42, "122"))
"""Sales prices from a quantity on."""
