"""What the checks of the books say, and what the systems are for."""

from django.utils.translation import gettext_noop

STATEMENTS = (
    gettext_noop("A GTIN belongs to one item, whether to its piece or to one of its other units."),
    gettext_noop("A company that has sites has each counterpart of stock once."),
    gettext_noop(
        "What an order line says was invoiced is the sum of its lines in invoices that were not cancelled."
    ),
    gettext_noop(
        "What a posted receipt line says came in is the sum of its moves; drafts and cancelled "
        "receipts moved nothing."
    ),
    gettext_noop("A sale returned in full is credited in full, to the last digit."),
    gettext_noop(
        "What a delivery line says left is the sum of its moves out; what is picked is picks less "
        "what was put back."
    ),
    gettext_noop("No kit holds itself, directly or through other kits."),
    gettext_noop("Receivables and payables in the ledger equal the sum of the open items."),
    gettext_noop("Every entry has lines, its debits equal its credits, and its lines bear its date."),
    gettext_noop("The inventory accounts equal the sum of the value entries."),
    gettext_noop("The totals of each invoice are the sums of its lines."),
    gettext_noop("What order lines count as invoiced is what invoices that stand charge for them."),
    gettext_noop("The numbers of posted invoices run without a gap within each kind and year."),
    gettext_noop("What each item's stock is worth equals the sum of its value entries."),
    gettext_noop(
        "Value entries, entry lines and open items name items, accounts and parties of their own company."
    ),
    gettext_noop("The layers of items at FIFO add up to what their stock is worth."),
    gettext_noop("What is left of each layer equals the value entries that name it."),
    gettext_noop("Every move of own goods into or out of stock is valued, once and in full."),
    gettext_noop(
        "Every posted invoice has a number, an entry and, unless it is of nothing, an open item of "
        "its amount."
    ),
    gettext_noop(
        "What is open of each item is its amount less what was settled, and both sides lie within one party."
    ),
    gettext_noop("The quantity valued of each item is what lies in the places of stock."),
    gettext_noop("Voucher numbers run from 1 without a gap within each word and month."),
    gettext_noop("Of a cancelled order nothing was handed over, invoiced or reserved, and all is cancelled."),
    gettext_noop("Of a closed order nothing is left to do."),
    gettext_noop(
        "A shipped delivery shipped what was picked; a released or cancelled one has nothing picked."
    ),
    gettext_noop(
        "What was ordered is what was handed over, what is open and what was cancelled; no more is "
        "reserved than is open."
    ),
    gettext_noop("What an incoming line says was handed over is the sum of its posted receipt lines."),
    gettext_noop(
        "What a line says was released is the sum of its lines in deliveries that were not cancelled."
    ),
    gettext_noop("What stands in a delivery and has not left is reserved."),
    gettext_noop(
        "What a line says came back is the sum of what was handed over of the returns made from it."
    ),
    gettext_noop(
        "What an outgoing line says was handed over is the sum of its delivery lines; services go "
        "with their invoice."
    ),
    gettext_noop("The totals of an order are the sums of its lines."),
    gettext_noop("No more arrives of a transfer than was shipped."),
    gettext_noop(
        "A place and the place above it lie in the same site; only counterparts and the road lie in none."
    ),
    gettext_noop("Of one break in a list, no two prices are valid on the same day."),
    gettext_noop("Every active site has an active inbound place, outbound place and bin."),
    gettext_noop("No more is allocated to picks than lies there, and no more reserved than a site has."),
    gettext_noop("What lies in a place is the sum of the moves into it less those out of it."),
    gettext_noop("No move dated in a closed period was recorded after the closing."),
    gettext_noop(
        "A posted count line moved exactly what was counted less what the book said; others moved nothing."
    ),
    gettext_noop("A move's direction says whether it went into stock, out of it or within it."),
    gettext_noop("What an order line says is reserved is the sum of its active reservations."),
    gettext_noop(
        "Goods kept by lot or serial number have one, it is of their item, and other goods have none."
    ),
    gettext_noop(
        "Nothing lies at suppliers, customers, production or loss, nor in a node of the tree that "
        "holds no goods."
    ),
    gettext_noop("What rows refer to exists in the same company."),
    gettext_noop("The lot of a move, and the move that it reverses, are of the move's own item."),
    gettext_noop("An active reservation holds something for a line of its item; an ended one holds nothing."),
    gettext_noop("A serial number is in stock at most once, whole."),
    gettext_noop("What of a site's stock is reserved is the sum of its active reservations."),
    gettext_noop("What a site can promise is what lies available in its bins and docks and is our own."),
    gettext_noop("No more was received from a shipment between sites than was shipped."),
    gettext_noop("A handling unit stands where its goods lie and where the unit around it stands."),
    gettext_noop("customers, leads, visits, quotations and collections"),
    gettext_noop("sales, purchasing, stock, cost, invoices and books"),
    gettext_noop("one intake for all channels, merging, choosing the warehouse"),
    gettext_noop("bins, pick paths, scanning, counts"),
    gettext_noop("work dispatched, operations and machines reported"),
    gettext_noop("routes, carriers compared and audited, tracking"),
    gettext_noop("bills of material, versions, changes, documents"),
    gettext_noop("forecasts and orders turned into plans"),
    gettext_noop("supplier files, tenders, auctions, scores"),
)
