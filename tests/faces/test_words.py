"""What is shown by name, a check's statement, has its words in every language."""

import pytest
from django.utils.translation import gettext, override

from nonet.kernel.checks import invariants


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_check_speaks_the_readers_language(language: str) -> None:
    with override(language):
        untold = [each.says for each in invariants() if gettext(each.says) == each.says]
    assert not untold, "list it in nonet/faces/desk/words/statements.py and translate it"
