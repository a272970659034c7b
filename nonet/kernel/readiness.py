"""Whether this installation can serve: migrations applied, and how long the oldest due job has waited."""

from django.db import connection

_migrated = False


def is_migrated() -> bool:
    """Return whether every migration is applied; asked until it is so, then remembered."""
    global _migrated
    if not _migrated:
        _migrated = not pending_migrations()
    return _migrated


def pending_migrations() -> list[str]:
    """Return the migrations that are not applied yet, in their order."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def queue_age_seconds() -> float:
    """Return the age of the oldest job that is due and not taken; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)"
            " FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
            " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
        )
        return round(float(cursor.fetchone()[0]), 1)
