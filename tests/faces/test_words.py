"""What is shown by name, a check's statement, has its words in every language."""

import pytest
from django.utils.translation import gettext, override

from nonet.books.stock.models import Status
from nonet.kernel.approvals.models import Own
from nonet.kernel.checks import invariants
from nonet.kernel.verbs import VERBS
from nonet.kit.labels import verb_name


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_check_speaks_the_readers_language(language: str) -> None:
    with override(language):
        untold = [each.says for each in invariants() if gettext(each.says) == each.says]
    assert not untold, "list it in nonet/faces/desk/words/statements.py and translate it"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_verbs_and_choices_have_names(language: str) -> None:
    """What the matrix of permissions, histories and forms show by a code is called something in each language."""
    with override(language):
        verbs = [code for code in VERBS if verb_name(code).isascii() and not code.startswith("tests.")]
        choices = [str(label) for label in (*Own.labels, *Status.labels)]
    assert (verbs, [each for each in choices if each.isascii()]) == ([], [])
