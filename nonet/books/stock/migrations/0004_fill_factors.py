"""Leave room on the pages of rows that are updated soon after they are written, so an update touches no index."""

from django.db import migrations

FILL = {
    "stock_reservation": 70,
    "stock_sitestock": 50,
    "stock_balance": 50,
}


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_hot_path")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = {percent})", f"ALTER TABLE {table} RESET (fillfactor)"
        )
        for table, percent in FILL.items()
    ]
