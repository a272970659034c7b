"""Leave room on the pages of rows that are updated soon after they are written, so an update touches no index."""

from django.db import migrations

FILL = {
    "orders_order": 60,
    "orders_orderline": 45,
    "orders_delivery": 60,
    "orders_deliveryline": 60,
}


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_hot_path")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = {percent})", f"ALTER TABLE {table} RESET (fillfactor)"
        )
        for table, percent in FILL.items()
    ]
