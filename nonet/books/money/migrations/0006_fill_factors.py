"""Leave room on the pages of rows that are updated soon after they are written, so an update touches no index."""

from django.db import migrations

FILL = {
    "money_invoice": 70,
    "money_itemcost": 50,
    "money_openitem": 80,
}


class Migration(migrations.Migration):
    dependencies = [("money", "0005_hot_path")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = {percent})", f"ALTER TABLE {table} RESET (fillfactor)"
        )
        for table, percent in FILL.items()
    ]
