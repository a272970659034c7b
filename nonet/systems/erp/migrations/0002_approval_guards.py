"""Triggers before what can need approval: who goes around the gate is refused by the database.

A company without rules pays for a look at a setting and no call: the transaction was told which points are guarded.
"""

from django.db import migrations

RAISED = "NEW.kind = '{kind}' AND OLD.state = 'confirmed' AND NEW.gross_total > OLD.gross_total"

POSTED = "NEW.kind IN ({kinds}) AND NEW.state = 'posted'"

# point, table, operation, and what makes a row one that the point is about
GUARDS = (
    (
        "sales_order",
        "orders_order",
        "UPDATE OF state",
        "NEW.kind = 'sales' AND NEW.state = 'confirmed' AND OLD.state <> 'confirmed'",
    ),
    (
        "purchase_order",
        "orders_order",
        "UPDATE OF state",
        "NEW.kind = 'purchase' AND NEW.state = 'confirmed' AND OLD.state <> 'confirmed'",
    ),
    ("sales_order", "orders_order", "UPDATE OF gross_total", RAISED.format(kind="sales")),
    ("purchase_order", "orders_order", "UPDATE OF gross_total", RAISED.format(kind="purchase")),
    ("sales_order", "orders_order", "INSERT", "NEW.kind = 'sales' AND NEW.state = 'confirmed'"),
    ("purchase_order", "orders_order", "INSERT", "NEW.kind = 'purchase' AND NEW.state = 'confirmed'"),
    ("sales_invoice", "money_invoice", "INSERT", POSTED.format(kinds="'sales_invoice', 'credit_note'")),
    ("purchase_bill", "money_invoice", "INSERT", POSTED.format(kinds="'purchase_bill'")),
    (
        "sales_invoice",
        "money_invoice",
        "UPDATE OF state",
        "NEW.kind IN ('sales_invoice', 'credit_note') AND NEW.state = 'posted' AND OLD.state <> 'posted'",
    ),
    (
        "purchase_bill",
        "money_invoice",
        "UPDATE OF state",
        "NEW.kind = 'purchase_bill' AND NEW.state = 'posted' AND OLD.state <> 'posted'",
    ),
    (
        "payment",
        "money_payment",
        "UPDATE OF state",
        "NEW.kind IN ('made', 'refund_paid') AND NEW.state = 'posted' AND OLD.state <> 'posted'",
    ),
    (
        "stock_adjustment",
        "stock_adjustment",
        "INSERT",
        "NEW.kind IN ('found', 'opening', 'lost', 'scrap')",
    ),
    ("stock_count", "stock_count", "UPDATE OF state", "NEW.state = 'posted' AND OLD.state <> 'posted'"),
    ("credit_release", "parties_party", "UPDATE OF on_hold", "OLD.on_hold AND NOT NEW.on_hold"),
)

TRIGGER = """
CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW WHEN (
    {moves} AND (
        NOT starts_with(coalesce(current_setting('nonet.guarded', true), ''), NEW.company_id::text || ' ')
        OR position(' {point} ' IN current_setting('nonet.guarded', true)) > 0
    )
) EXECUTE FUNCTION approvals_guard('{point}')
"""


def _operation(point: str, table: str, operation: str, moves: str) -> migrations.RunSQL:
    suffix = {"INSERT": "_born", "UPDATE OF gross_total": "_raised"}.get(operation, "")
    name = f"approval_{point}{suffix}"
    return migrations.RunSQL(
        TRIGGER.format(name=name, point=point, table=table, operation=operation, moves=moves),
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("erp", "0001_documents"),
        ("approvals", "0002_guard"),
        ("orders", "0001_initial"),
        ("stock", "0001_initial"),
        ("money", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [_operation(*each) for each in GUARDS]
