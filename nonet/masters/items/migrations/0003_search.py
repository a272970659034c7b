"""Items are found by code, name, pinyin initials or any part of them, by indexes that need no extension."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("items", "0002_initial"), ("parties", "0002_search")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX item_grams ON items_item USING gin (nonet_grams(code || ' ' || name || ' ' || pinyin))",
            "DROP INDEX item_grams",
        ),
        migrations.RunSQL(
            "CREATE INDEX item_code_prefix ON items_item (company_id, lower(code) text_pattern_ops)",
            "DROP INDEX item_code_prefix",
        ),
        migrations.RunSQL(
            "CREATE INDEX item_pinyin_prefix ON items_item (company_id, pinyin text_pattern_ops)",
            "DROP INDEX item_pinyin_prefix",
        ),
        migrations.RunSQL(
            "CREATE INDEX item_name_prefix ON items_item (company_id, lower(name) text_pattern_ops)",
            "DROP INDEX item_name_prefix",
        ),
    ]
