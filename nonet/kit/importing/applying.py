"""A chunk of documents is taken in one transaction; what cannot be taken is found out and left, the rest goes in."""

from collections.abc import Sequence

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from nonet.kernel.errors import CompanyNotSet, NonetError, PermissionMissing, SystemLocked
from nonet.kit.importing.findings import Finding, FindingLog, finding_of
from nonet.kit.importing.keys import ContentKeys, claim, give_back
from nonet.kit.importing.profiles import Answer, Session
from nonet.kit.importing.records import Document, RowChecker, resolve

STOPPING = (PermissionMissing, CompanyNotSet, SystemLocked)


class RowRefused(NonetError):
    """The database itself refused a row."""

    code = "row_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)

    def template(self) -> str:
        return _("the database refused it: %(reason)s")


class Applier:
    """Takes chunk after chunk of one import."""

    def __init__(self, session: Session, checker: RowChecker, log: FindingLog) -> None:
        self.session = session
        self.profile = session.profile
        self.checker = checker
        self.log = log
        self.total = Answer()
        self._keys = ContentKeys(self.profile.code)

    def take(self, chunk: Sequence[Document]) -> None:
        """Look up the chunk's codes, hold back what is broken, hand the rest to the profile, count and tell."""
        whole = self.profile.whole_documents
        keys = self._keys.of(chunk) if self.profile.once else [""] * len(chunk)
        key_of = {id(document): key for document, key in zip(chunk, keys, strict=True)}
        fit = resolve(self.profile.columns, chunk, self.checker, whole)
        if whole:
            self._tell_held(chunk)
        if not fit:
            return
        answer = self._save(fit, [key_of[id(each)] for each in fit])
        for position, error in sorted(answer.refused.items()):
            document = fit[position]
            self.log.add(finding_of(document.row, error, self.session.layout.headers, document.values))
        self.total.created += answer.created
        self.total.changed += answer.changed
        self.total.known += answer.known

    def _tell_held(self, chunk: Sequence[Document]) -> None:
        header = self.session.layout.headers.get(self.profile.key, self.profile.key)
        cure = _("Correct the row that is wrong, then import the file again.")
        for document in chunk:
            if document.is_broken and document.records:
                reason = _("is held back, because a row of it is wrong")
                self.log.add(Finding(document.row, header, document.key, reason, cure))

    def _save(self, chunk: Sequence[Document], keys: Sequence[str]) -> Answer:
        """Take a chunk; when one document sinks it, take its halves by themselves until that one is found."""
        try:
            with transaction.atomic():
                return self._save_once(chunk, keys) if self.profile.once else self._call(chunk)
        except STOPPING:
            raise
        except (NonetError, IntegrityError, DataError) as error:
            if len(chunk) == 1:
                return Answer(refused={0: _fact(error)})
        middle = len(chunk) // 2
        first = self._save(chunk[:middle], keys[:middle])
        return _joined(first, self._save(chunk[middle:], keys[middle:]), middle)

    def _call(self, chunk: Sequence[Document]) -> Answer:
        return self.profile.save(chunk, self.session)

    def _save_once(self, chunk: Sequence[Document], keys: Sequence[str]) -> Answer:
        """Take the documents whose content has not been taken before."""
        fresh = claim(keys)
        places = [place for place, key in enumerate(keys) if key in fresh]
        answer = self._call([chunk[place] for place in places]) if places else Answer()
        answer.refused = {places[position]: error for position, error in answer.refused.items()}
        give_back([keys[place] for place in answer.refused])
        answer.known += len(chunk) - len(places)
        return answer


def _joined(first: Answer, second: Answer, offset: int) -> Answer:
    return Answer(
        first.created + second.created,
        first.changed + second.changed,
        first.known + second.known,
        first.refused | {position + offset: error for position, error in second.refused.items()},
    )


def _fact(error: Exception) -> NonetError:
    return error if isinstance(error, NonetError) else RowRefused(str(error).splitlines()[0])
