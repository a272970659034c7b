"""ETags: what was read comes with its version, and a change may be made to depend on it.

``If-Match`` holds for a request about one row or document; in a batch, each row may carry its ``version``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.verbs import Outcome
from nonet.kernel.versions import ChangedMeanwhile, require_version, version_of
from nonet.kit.api.answers import answer
from nonet.kit.api.declaring import Resource

HEADER = "If-Match"
VERSION = "version"


def tagged(request: HttpRequest, resource: Resource, row_id: int, told: Any) -> HttpResponse:
    """Return an answer with the version of its row; 304 without a body when the caller has it already."""
    tag = f'"{_version(resource, row_id)}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    response = HttpResponse(status=304) if tag in known else answer(told)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _version(resource: Resource, row_id: int) -> str:
    return version_of(resource.model(pk=row_id), [(each.model, each.key) for each in resource.lines])


def _wanted(request: HttpRequest) -> str:
    """Return the version named by ``If-Match``; empty when there is none."""
    return request.headers.get(HEADER, "").strip().removeprefix("W/").strip('"')


def matching(
    request: HttpRequest, resource: Resource | None, arguments: Mapping[str, Any], work: Callable[[], Any]
) -> Callable[[], Any]:
    """Return the work of a verb, done only while its one document is what ``If-Match`` says."""
    version = _wanted(request)
    if not version:
        return work
    ids = next((each for each in arguments.values() if isinstance(each, list | tuple)), ())
    if resource is None or len(ids) != 1 or not isinstance(ids[0], int):
        raise InvalidInput(HEADER, _("holds for one row or document; send one, or leave the header out"))

    def checked() -> Any:
        with transaction.atomic():
            _require(resource, ids[0], version)
            return work()

    return checked


def _require(resource: Resource, row_id: int, version: str) -> None:
    manager: Any = resource.model._default_manager
    instance = manager.filter(**resource.where).filter(pk=row_id).first()
    if instance is None:
        raise DocumentMissing(row_id)
    require_version(instance, version, [(each.model, each.key) for each in resource.lines])


def saving(
    request: HttpRequest, resource: Resource, rows: Sequence[Mapping[str, Any]], save: Callable[..., Outcome]
) -> Outcome:
    """Save rows, except those that are no longer what their ``version`` says; these are refused, each by itself.

    Raises
    ------
    ChangedMeanwhile
        When the one row of a request with ``If-Match`` is another by now.
    """
    version = _wanted(request)
    if version and len(rows) != 1:
        raise InvalidInput(HEADER, _("holds for one row or document; send one, or leave the header out"))
    if not version and not any(VERSION in each for each in rows):
        return save(rows)
    with transaction.atomic():
        stale = _stale(resource, rows, version)
        if version and stale:
            raise stale[0]
        kept = [at for at in range(len(rows)) if at not in stale]
        outcome = save([{k: v for k, v in rows[at].items() if k != VERSION} for at in kept])
    outcome.refused = {**{kept[at]: error for at, error in outcome.refused.items()}, **stale}
    return outcome


def _stale(resource: Resource, rows: Sequence[Mapping[str, Any]], version: str) -> dict[int, NonetError]:
    found: dict[int, NonetError] = {}
    for at, row in enumerate(rows):
        wanted = version or str(row.get(VERSION, ""))
        if not wanted:
            continue
        try:
            _require_row(resource, row, wanted)
        except NonetError as error:
            found[at] = error
    return found


def _require_row(resource: Resource, row: Mapping[str, Any], version: str) -> None:
    key: tuple[str, ...] = resource.plan.key if resource.plan is not None else ()
    needed = [name for name in key if name not in resource.plan.optional]
    if not needed or not all(isinstance(row.get(name), str | int) for name in needed):
        raise InvalidInput(VERSION, _("needs the row named by %(key)s") % {"key": ", ".join(key) or "id"})
    manager: Any = resource.model._default_manager
    instance = manager.filter(**{name: row.get(name) for name in key}).first()
    if instance is None:
        raise ChangedMeanwhile(str(row[key[0]]), "")
    require_version(instance, version, [(each.model, each.key) for each in resource.lines])
