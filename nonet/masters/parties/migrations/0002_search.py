"""Parties are found by part of their name, without an extension: pairs of letters in an inverted index.

``nonet_grams`` cuts a text into pairs of neighbouring characters, which serves Chinese as well as Latin script.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION nonet_grams(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower(value), n, 2)), '{}')
    FROM generate_series(1, length(value) - 1) AS n
$$
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nonet_grams(text)"),
        migrations.RunSQL(
            "CREATE INDEX party_grams ON parties_party"
            " USING gin (nonet_grams(code || ' ' || name || ' ' || pinyin))",
            "DROP INDEX party_grams",
        ),
        migrations.RunSQL(
            "CREATE INDEX party_code_prefix ON parties_party (company_id, lower(code) text_pattern_ops)",
            "DROP INDEX party_code_prefix",
        ),
        migrations.RunSQL(
            "CREATE INDEX party_pinyin_prefix ON parties_party (company_id, pinyin text_pattern_ops)",
            "DROP INDEX party_pinyin_prefix",
        ),
        migrations.RunSQL(
            "CREATE INDEX party_name_prefix ON parties_party (company_id, lower(name) text_pattern_ops)",
            "DROP INDEX party_name_prefix",
        ),
    ]
