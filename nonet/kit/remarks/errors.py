"""Why a file or a comment is refused."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class FileRefused(NonetError):
    """The file is of a kind that is not kept."""

    code = "file_refused"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _(
            "%(name)s: files of this kind are not kept; send a picture, PDF, Office file, text, mail or ZIP."
        )


class FileTooBig(NonetError):
    """The file is bigger than one file may be."""

    code = "file_too_big"

    def __init__(self, name: str, most_mb: int) -> None:
        super().__init__(name=name, most=most_mb)

    def template(self) -> str:
        return _("%(name)s is bigger than %(most)s MB; make it smaller or send a part of it.")


class QuotaExceeded(NonetError):
    """The company's files take all the room that it has."""

    code = "quota_exceeded"

    def __init__(self, name: str, most_mb: int) -> None:
        super().__init__(name=name, most=most_mb)

    def template(self) -> str:
        return _("%(name)s: the company's files take %(most)s MB already; ask the owner for more room.")


class NotYours(NonetError):
    """Somebody else wrote it."""

    code = "not_yours"

    def __init__(self, id: int) -> None:
        super().__init__(id=id)

    def template(self) -> str:
        return _("Only who added it may change or withdraw it; ask the owner to do it.")


class SubjectUnknown(NonetError):
    """There are no remarks on rows of this kind."""

    code = "subject_unknown"

    def __init__(self, subject: str) -> None:
        super().__init__(subject=subject)

    def template(self) -> str:
        return _("Remarks cannot be made on %(subject)s; use a document or master such as orders.order.")
