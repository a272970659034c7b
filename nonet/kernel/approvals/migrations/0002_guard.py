"""The function behind the triggers that refuse to move what was not let through."""

from django.db import migrations

GUARD = """
CREATE FUNCTION approvals_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cleared text := coalesce(current_setting('nonet.cleared', true), '');
BEGIN
    IF starts_with(cleared, concat(pg_current_xact_id()::text, ' ', NEW.company_id, ' '))
        AND position(concat(' ', TG_ARGV[0], ' ') IN cleared) > 0 THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM approvals_rule r
               WHERE r.company_id = NEW.company_id AND r.point = TG_ARGV[0] AND r.is_active) THEN
        RAISE EXCEPTION 'nonet.approval_needed: %', TG_ARGV[0] USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, "DROP FUNCTION approvals_guard()")]
