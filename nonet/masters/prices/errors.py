"""What price lists refuse, and why."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class ListsDiffer(NonetError):
    """Prices are copied only between lists of one kind."""

    code = "price_lists_differ"

    def __init__(self, source: str, target: str) -> None:
        super().__init__(source=source, target=target)

    def template(self) -> str:
        return _(
            "%(source)s and %(target)s are not two lists of one kind; copy sales to sales, purchase to purchase."
        )
