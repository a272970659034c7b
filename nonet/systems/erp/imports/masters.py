"""Templates of the masters: items, parties and prices; each row is created, or changed when its code is known."""

from django.utils.translation import gettext_lazy as _

from nonet.kit.importing import Column, Profile
from nonet.kit.importing.columns import choice, date, decimal, flag, text, whole
from nonet.masters.items.models import Item
from nonet.masters.items.services import save_items
from nonet.masters.nouns.taking import taking
from nonet.masters.parties.models import Party
from nonet.masters.parties.services import save_parties
from nonet.masters.prices.services import save_prices

MONEY = decimal(at_least=0, places=6)
KIND = choice({"stock": "stock", "service": "service", "kit": "kit", "商品": "stock", "服务": "service"})
TRACKING = choice(
    {each.value: each.value for each in Item.Tracking} | {"无": "none", "批次": "lot", "序列号": "serial"}
)
COSTING = choice(
    {each.value: each.value for each in Item.Costing} | {"移动平均": "average", "先进先出": "fifo"}
)
PARTY_KIND = choice(
    {each.value: each.value for each in Party.Kind} | {"企业": "organisation", "个人": "person"}
)


ITEMS = Profile(
    kind="items",
    code="items",
    verb="items.save_items",
    title=_("Items"),
    columns=(
        Column("code", ("Code", "编码", "編碼"), text(40), required=True),
        Column("name", ("Name", "名称", "名稱"), text(200), required=True),
        Column("kind", ("Kind", "类型", "類型"), KIND, default="stock"),
        Column("category", ("Category", "类别", "類別")),
        Column("brand", ("Brand", "品牌", "品牌")),
        Column("unit", ("Unit", "单位", "單位"), text(10), default="PCE"),
        Column("gtin", ("GTIN", "条码", "條碼"), text(14)),
        Column("tracking", ("Tracking", "批次管理", "批次管理"), TRACKING, default="none"),
        Column("shelf_life_days", ("Shelf life days", "保质期天数", "保存期天數"), whole(at_least=0)),
        Column("weight_kg", ("Weight kg", "重量kg", "重量kg"), decimal(at_least=0, places=4, digits=8)),
        Column("length_cm", ("Length cm", "长cm", "長cm"), decimal(at_least=0, places=2, digits=8)),
        Column("width_cm", ("Width cm", "宽cm", "寬cm"), decimal(at_least=0, places=2, digits=8)),
        Column("height_cm", ("Height cm", "高cm", "高cm"), decimal(at_least=0, places=2, digits=8)),
        Column("costing", ("Costing method", "成本方法", "成本方法"), COSTING, default="average"),
        Column("standard_cost", ("Standard cost", "标准成本", "標準成本"), MONEY),
        Column("sales_tax", ("Sales tax", "销项税码", "銷項稅碼")),
        Column("purchase_tax", ("Purchase tax", "进项税码", "進項稅碼")),
        Column("active", ("Active", "启用", "啟用"), flag, default=True),
    ),
    save=taking(save_items),
    chunk=1_000,
)

PARTIES = Profile(
    kind="parties",
    code="parties",
    verb="parties.save_parties",
    title=_("Customers and suppliers"),
    columns=(
        Column("code", ("Code", "编码", "編碼"), text(30), required=True),
        Column("name", ("Name", "名称", "名稱"), text(200), required=True),
        Column("short_name", ("Short name", "简称", "簡稱"), text(60), default=""),
        Column("kind", ("Kind", "类型", "類型"), PARTY_KIND, default="organisation"),
        Column("is_customer", ("Customer", "客户", "客戶"), flag, default=False),
        Column("is_supplier", ("Supplier", "供应商", "供應商"), flag, default=False),
        Column("is_carrier", ("Carrier", "承运商", "承運商"), flag, default=False),
        Column("is_employee", ("Employee", "员工", "員工"), flag, default=False),
        Column("country", ("Country", "国家", "國家"), text(2), default="CN"),
        Column("tax_number", ("Tax number", "税号", "稅號"), text(30), default=""),
        Column("currency", ("Currency", "币种", "幣種"), text(3), default=""),
        Column("payment_term", ("Payment term", "付款条件", "付款條件")),
        Column("credit_limit", ("Credit limit", "信用额度", "信用額度"), decimal(at_least=0, places=4)),
        Column("active", ("Active", "启用", "啟用"), flag, default=True),
        Column("notes", ("Notes", "备注", "備註"), default=""),
    ),
    save=taking(save_parties),
    chunk=1_000,
)

PRICES = Profile(
    kind="prices",
    code="prices",
    verb="prices.save_prices",
    title=_("Prices"),
    columns=(
        Column("price_list", ("Price list", "价目表", "價目表"), required=True),
        Column("item", ("Item", "商品编码", "商品編碼"), required=True),
        Column("price", ("Price", "单价", "單價"), MONEY, required=True),
        Column("from_quantity", ("From quantity", "起始数量", "起始數量"), decimal(at_least=0), default=0),
        Column("discount", ("Discount", "折扣", "折扣"), decimal(at_least=0, below=1), default=0),
        Column("valid_from", ("Valid from", "生效日期", "生效日期"), date(), required=True),
        Column("valid_until", ("Valid until", "失效日期", "失效日期"), date()),
    ),
    save=taking(save_prices),
    chunk=1_000,
)
