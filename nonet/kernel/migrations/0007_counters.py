from django.db import migrations

# Counters of requests, and what allauth counts: worth nothing after a crash, so no write-ahead log is paid for.
FORWARDS = """
CREATE UNLOGGED TABLE kernel_ratewindow (
    key varchar(100) PRIMARY KEY,
    began timestamptz NOT NULL,
    requests integer NOT NULL
) WITH (fillfactor = 50);
CREATE UNLOGGED TABLE kernel_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX kernel_cache_expires ON kernel_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0006_signing_in'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]
    # Its later steps touch users, whose former versions are kept by functions of pghistory.
    run_before = [('account', '0001_initial')]

    operations = [
        migrations.RunSQL(FORWARDS, "DROP TABLE kernel_ratewindow; DROP TABLE kernel_cache"),
    ]
