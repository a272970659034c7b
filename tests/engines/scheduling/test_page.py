"""The example of the engine's page prints what the page says."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "scheduling.md"


def test_the_example_prints_what_the_page_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    code, text = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", page, re.DOTALL).groups()  # type: ignore[union-attr]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() == text
