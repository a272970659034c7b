"""``nonet import`` and ``nonet export`` as shells: what goes down to the services, what is told, the exit code."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nonet.faces.cli.main import app
from nonet.kernel.models import Company
from nonet.kit import exporting, importing

pytestmark = pytest.mark.django_db

saved: list[str] = []


def save(documents: Sequence[importing.Document], session: importing.Session) -> importing.Answer:
    saved.extend(document.values["code"] for document in documents)
    return importing.Answer(created=len(documents))


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    saved.clear()
    columns = (importing.Column("code", ("Code",), required=True),)
    things = importing.Profile(
        "things", "things", "Things", columns, save, home="things", make_company=make_company
    )
    monkeypatch.setattr(
        sys.modules["nonet.kit.importing.profiles"], "_profiles", {("things", "things"): things}
    )
    companies = exporting.Export("companies", "Companies", Company, names=("code", "name"))
    monkeypatch.setattr(sys.modules["nonet.kit.exporting.exports"], "_exports", {"companies": companies})


def make_company(code: str) -> Company:
    return Company.objects.create(code=code, name=code.title())


def nonet(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, arguments)
    return done.exit_code, done.stdout


def test_without_a_name_they_list_what_there_is() -> None:
    assert json.loads(nonet("import", "--json")[1]) == [
        {"import": "things", "profile": "things", "title": "Things"}
    ]
    assert json.loads(nonet("export", "--json")[1]) == [{"list": "companies", "title": "Companies"}]


def test_a_good_file_is_imported_into_the_company_of_its_profile(tmp_path: Path) -> None:
    file = tmp_path / "things.csv"
    file.write_text("Code\nA1\nA2\n")
    code, told = nonet("import", "things", str(file), "--json")
    assert (code, saved, json.loads(told)["created"]) == (0, ["A1", "A2"], 2)
    assert Company.objects.get().code == "things"


def test_findings_are_exit_code_1_and_a_file(tmp_path: Path) -> None:
    file = tmp_path / "things.csv"
    file.write_text("Code,Name\nA1,x\n,y\n")
    errors = tmp_path / "wrong.csv"
    code, told = nonet("import", "things", str(file), "--errors", str(errors))
    assert (code, saved) == (1, ["A1"])
    assert "1 rows with findings" in told
    assert errors.exists()


def test_misuse(tmp_path: Path) -> None:
    assert nonet("import", "things")[0] == 2
    assert nonet("import", "things", str(tmp_path / "none.csv"), "--set", "nothing")[0] == 2


def test_a_list_is_exported(tmp_path: Path) -> None:
    make_company("acme")
    file = tmp_path / "companies.csv"
    code, told = nonet("export", "companies", str(file), "--json")
    assert (code, json.loads(told)) == (0, {"file": str(file), "rows": 1})
    assert "acme" in file.read_text()
