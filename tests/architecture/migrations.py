"""Every model is as its migrations say; asked without a database."""

import sys

import django
from django.utils import translation


def missing_changes() -> list[str]:
    """Return, for each app whose migrations lag behind its models, what is missing."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    asked = NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), asked)
    changes = detector.changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("nonet.")}
    return [
        f"{label}: {operation.describe()}"
        for label in sorted(ours & changes.keys())
        for migration in changes[label]
        for operation in migration.operations
    ]


def main() -> int:
    """Print what is missing; return 1 when there is any."""
    django.setup()
    with translation.override(None):  # else words of other packages would count as changed
        missing = missing_changes()
    print("\n".join(missing) or "Migrations are complete.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
