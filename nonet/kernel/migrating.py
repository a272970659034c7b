"""Bringing a database to this release, quickly and by one process at a time.

Django draws every related model anew after each step of a migration. Every model here is related to every other through
the company, which made a first migration take most of a minute. ``QuickState`` draws only what a step has changed; the
SQL that is run is the same.
"""

from collections.abc import Callable
from typing import Any, cast

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

# Any number: the processes that migrate agree on it, so that only one does so at a time.
MIGRATION_LOCK = 0x6E6F6E6574
UNSHAPING = ("indexes", "constraints", "triggers")

Key = tuple[str, str]
Progress = Callable[[int, int, str], None]


# Every trigger of django-pgtrigger first asks this function whether the session wants it ignored, at the price of a
# subtransaction a row. No session may have the guards of the books ignored, so the answer is fixed, and costs nothing.
NO_WAY_AROUND = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
LANGUAGE sql IMMUTABLE AS $$ SELECT false $$
"""


def migrate_database(progress: Progress | None = None) -> list[str]:
    """Apply every migration that is missing, renew the ready roles, and return the migrations' names.

    Parameters
    ----------
    progress : callable, optional
        Told how many are done, how many there are, and the name of the next.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            applied = _apply(progress or (lambda done, total, name: None))
            _renew()
            return applied
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _renew() -> None:
    """Bring ready roles what this release adds to them."""
    from nonet.kernel.ready_roles import renew_all_roles

    renew_all_roles()


def _apply(progress: Progress) -> list[str]:
    executor = QuickExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if not plan:
        return []
    names = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    _report_to(executor, names, progress)
    state = executor._create_project_state(with_applied_migrations=True)
    emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
    state = executor.migrate(targets, plan=plan, state=state.clone())
    state.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
    with connection.cursor() as cursor:
        cursor.execute(NO_WAY_AROUND)
    return names


def _report_to(executor: MigrationExecutor, names: list[str], progress: Progress) -> None:
    done = iter(range(1, len(names) + 1))

    def told(action: str, migration: Any = None, fake: Any = False) -> None:
        if action == "apply_start":
            count = next(done) - 1
            progress(count, len(names), names[count])

    executor.progress_callback = told


class QuickState(ProjectState):
    """The models as of one migration, of which only those that changed are drawn again."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._drawn: dict[Key, tuple[Any, ...]] = {}

    def clone(self) -> "QuickState":
        """Return a copy that knows what is drawn already."""
        copied = cast("QuickState", super().clone())
        copied.__class__ = QuickState
        copied._drawn = dict(self._drawn)
        return copied

    def add_model(self, model_state: ModelState) -> None:
        """Add a model; it finds those it refers to, and none refers to it yet."""
        if "apps" not in self.__dict__:
            return super().add_model(model_state)
        drawn = self.__dict__.pop("apps")
        super().add_model(model_state)
        self.__dict__["apps"] = drawn
        drawn.render_multiple([model_state])
        key = (model_state.app_label, model_state.name_lower)
        self._drawn[key] = _shape(model_state)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Draw a model and its relatives again, unless only its indexes, constraints or triggers changed."""
        if "apps" not in self.__dict__:
            return
        key = (app_label, model_name.lower())
        shape = _shape(self.models[key])
        if self._drawn.get(key) == shape:
            options = self.apps.get_model(*key)._meta
            for name in UNSHAPING:
                setattr(options, name, list(self.models[key].options.get(name, ())))
            return
        super().reload_model(app_label, key[1], delay)
        self._drawn[key] = shape


class QuickExecutor(MigrationExecutor):
    """Django's executor, working on a ``QuickState``."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        state = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        quick = QuickState(real_apps=self.loader.unmigrated_apps)
        quick.models = state.models
        return quick


def _shape(state: ModelState) -> tuple[Any, ...]:
    fields = tuple((name, id(field)) for name, field in state.fields.items())
    options = {name: value for name, value in state.options.items() if name not in UNSHAPING}
    return fields, repr(options), state.bases, tuple(name for name, _ in state.managers)
