"""What the demo says of itself, in the languages that Nonet speaks."""

from django.utils.translation import get_language

WORDS: dict[str, tuple[str, str, str]] = {
    "company": (
        "{name}: {items} items, {customers} customers, {suppliers} suppliers, {bins} bins at {sites} sites.",
        "{name}：{items} 种商品，{customers} 家客户，{suppliers} 家供应商，{sites} 个仓库共 {bins} 个库位。",
        "{name}：{items} 種商品，{customers} 家客戶，{suppliers} 家供應商，{sites} 個倉庫共 {bins} 個庫位。",
    ),
    "capital": (
        "{day}  The owners paid in {amount} of capital.",
        "{day}  股东投入资本 {amount}。",
        "{day}  股東投入資本 {amount}。",
    ),
    "bought": (
        "{day}  Bought {orders} orders: {receipts} receipts taken in, {bills} bills booked, {amount} paid.",
        "{day}  采购：{orders} 张订单，{receipts} 张入库单，{bills} 张采购发票入账，付款 {amount}。",
        "{day}  採購：{orders} 張訂單，{receipts} 張入庫單，{bills} 張採購發票入帳，付款 {amount}。",
    ),
    "sold": (
        "{day}  Sold {orders} orders ({kits} with sets): {deliveries} deliveries shipped, {amount} invoiced.",
        "{day}  销售：{orders} 张订单（{kits} 张含套装），发货 {deliveries} 单，开票 {amount}。",
        "{day}  銷售：{orders} 張訂單（{kits} 張含套裝），出貨 {deliveries} 單，開票 {amount}。",
    ),
    "short": (
        "{day}  {order}: {shipped} of {ordered} {item} went out, {open} wait for goods.",
        "{day}  {order}：{item} 订 {ordered}，先发 {shipped}，欠 {open} 待货到。",
        "{day}  {order}：{item} 訂 {ordered}，先發 {shipped}，欠 {open} 待貨到。",
    ),
    "arrived": (
        "{day}  Goods arrived for {order}: reserved by itself, shipped, order {state}.",
        "{day}  {order} 欠货到仓：自动预留并发出，订单{state}。",
        "{day}  {order} 欠貨到倉：自動預留並發出，訂單{state}。",
    ),
    "received": (
        "{day}  {payments} customers paid {amount}; {settled} invoices settled.",
        "{day}  收到 {payments} 家客户货款 {amount}，核销 {settled} 张发票。",
        "{day}  收到 {payments} 家客戶貨款 {amount}，核銷 {settled} 張發票。",
    ),
    "returned": (
        "{day}  {quantity} {item} came back from {party} ({damaged} of them damaged), {amount} credited and refunded.",
        "{day}  {party} 退回 {item} {quantity} 件（其中 {damaged} 件破损），红字发票并退款 {amount}。",
        "{day}  {party} 退回 {item} {quantity} 件（其中 {damaged} 件破損），紅字發票並退款 {amount}。",
    ),
    "transferred": (
        "{day}  {lines} items sent from {source} to {target} and taken in there; their value stayed {value}.",
        "{day}  由{source}调拨 {lines} 种商品至{target}并入库，存货价值不变：{value}。",
        "{day}  由{source}調撥 {lines} 種商品至{target}並入庫，存貨價值不變：{value}。",
    ),
    "counted": (
        "{day}  Counted {lines} places: {difference} {item} missing, {value} booked as loss.",
        "{day}  盘点 {lines} 个库存项：{item} 短少 {difference}，盘亏 {value}。",
        "{day}  盤點 {lines} 個庫存項：{item} 短少 {difference}，盤虧 {value}。",
    ),
    "freight": (
        "{day}  A late freight bill of {amount}: {stock} to the goods still here, {sold} to those sold.",
        "{day}  迟到的运费 {amount}：计入在库存货 {stock}，计入已售成本 {sold}。",
        "{day}  遲到的運費 {amount}：計入在庫存貨 {stock}，計入已售成本 {sold}。",
    ),
    "closed": (
        "{day}  Month closed: {vouchers} vouchers numbered, profit of the month {profit}.",
        "{day}  月末结账：编制凭证 {vouchers} 张，本月利润 {profit}。",
        "{day}  月末結帳：編製憑證 {vouchers} 張，本月利潤 {profit}。",
    ),
    "today": (
        "{day}  Today: {drafts} drafts, {waiting} orders wait for goods, {picking} deliveries to pick, {shipped} gone.",
        "{day}  今天：草稿 {drafts} 张，待货 {waiting} 张，待拣 {picking} 单，已发 {shipped} 单。",
        "{day}  今天：草稿 {drafts} 張，待貨 {waiting} 張，待揀 {picking} 單，已出 {shipped} 單。",
    ),
    "statements": (
        "Assets {assets}; trial balance debit {debit} = credit {credit}; stock {stock} = ledger {ledger}.",
        "资产总计 {assets}；试算平衡：借方 {debit} = 贷方 {credit}；存货明细 {stock} = 总账 {ledger}。",
        "資產總計 {assets}；試算平衡：借方 {debit} = 貸方 {credit}；存貨明細 {stock} = 總帳 {ledger}。",
    ),
    "checked": (
        "{ok} of {all} invariants of the books hold.",
        "账实检查：{all} 项规则中 {ok} 项成立。",
        "帳實檢查：{all} 項規則中 {ok} 項成立。",
    ),
    "there": (
        "The demo company is there already; nothing was played again.",
        "演示公司已存在，未重复演示。",
        "示範公司已存在，未重複示範。",
    ),
    "sign_in": (
        "Sign in as {user} with password {password}",
        "登录用户 {user}，密码 {password}",
        "登入使用者 {user}，密碼 {password}",
    ),
    "serve": ("Pages: {url}", "网址：{url}", "網址：{url}"),
    "closed_state": ("closed", "已结清", "已結清"),
    "open_state": ("open", "未结", "未結"),
}


def say(key: str, **facts: object) -> str:
    """Return a sentence of the demo in the language at work."""
    language = get_language() or "en"
    place = 0 if not language.startswith("zh") else 2 if "hant" in language.lower() else 1
    return WORDS[key][place].format(**facts)
