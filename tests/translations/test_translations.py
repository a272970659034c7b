"""Every text has its translations, and the check sees what it should."""

import polib
import pytest

from tests.translations import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_are_complete(language: str) -> None:
    assert messages.faults(language, messages.collect()) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Yes", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Yes", msgstr="是", flags=["fuzzy"]), "only guessed (fuzzy)"),
        (polib.POEntry(msgid="%(n)s left", msgstr="剩余"), "leaves out a blank of the text"),
        (polib.POEntry(msgid="{n} left", msgstr="剩余 {m}"), "names a blank the text does not have"),
    ],
)
def test_a_bad_translation_is_told(entry: polib.POEntry, fault: str) -> None:
    assert fault in list(messages._entry_faults(entry))


def test_texts_of_templates_are_found() -> None:
    source = '{% translate "Ship now" %} {% blocktranslate %}Ship {{ n }} lines{% endblocktranslate %}'
    assert {message.text for message in messages._template_calls(source)} == {"Ship now", "Ship %(n)s lines"}
