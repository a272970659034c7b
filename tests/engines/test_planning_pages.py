"""The worked examples of the planning engines' pages come out as the pages say."""

import ast
import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parent.parent.parent / "docs" / "algorithms"


@pytest.mark.parametrize("page", ["guaranteed_service", "inventory", "lotsizing", "netting"])
def test_the_example_comes_out_as_told(page):
    code = re.search(r"```python\n(.*?)```", (PAGES / f"{page}.md").read_text(), re.S)
    assert code is not None
    names: dict[str, object] = {}
    exec(code[1], names)
    lines = code[1].splitlines()
    told = [each for each in ast.parse(code[1]).body if isinstance(each, ast.Expr)]
    assert told
    for each in told:
        found, result = eval(ast.unparse(each), names), lines[(each.end_lineno or 1) - 1].partition("  # ")[2]
        try:
            wanted = ast.literal_eval(result)
        except (SyntaxError, ValueError):
            assert re.sub(r"\.(\d{6})\d+", r".\1", str(found)) == re.sub(r"\.(\d{6})\d+", r".\1", result)
        else:
            assert found == pytest.approx(wanted) if isinstance(wanted, float) else found == wanted
