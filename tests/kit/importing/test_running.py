"""An import takes what is right, tells what is not, and never takes the same twice."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.errors import InvalidInput, PermissionMissing
from nonet.kernel.models import Company, IdempotencyKey, RawMessage
from nonet.kit.importing import (
    Answer,
    Column,
    Document,
    ImportReport,
    ImportRequest,
    Profile,
    Reading,
    Session,
    preview,
    run_import,
)
from nonet.kit.importing.columns import decimal, text
from nonet.kit.importing.mapping import HeadingsUnknown
from nonet.kit.importing.profiles import OptionUnknown
from nonet.kit.importing.templates import write_template

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(db: None) -> Any:
    found = Company.objects.create(code="acme", name="Acme")
    with translation.override("en"), acting_as_system(found.pk):
        yield found


def save(chunk: Sequence[Document], session: Session) -> Answer:
    """Keep each document as a message; one called ``poison`` sinks the chunk, ``refused`` only itself."""
    answer = Answer()
    for position, document in enumerate(chunk):
        code = document.values["code"]
        if code == "poison":
            raise InvalidInput("code", "is poison; take another")
        if code == "refused":
            answer.refused[position] = InvalidInput("code", "is not wanted; leave it out")
            continue
        payload = [str(each.values["number"]) for each in document.records]
        RawMessage.objects.create(
            company_id=current_company_id(),
            source="test",
            external_id=f"{code}:{document.row}",
            payload=payload,
        )
        answer.created += 1
    return answer


COLUMNS = (
    Column("code", ("Code", "编码", "編碼"), text(20), required=True),
    Column("number", ("Number", "数量", "數量"), decimal(above=0), required=True),
)


def profile(**changes: Any) -> Profile:
    return Profile("things", "things", "Things", COLUMNS, **{"save": save, "chunk": 4, **changes})


def imported(path: Path, used: Profile | None = None, **how: Any) -> ImportReport:
    return run_import(ImportRequest(path, used or profile(), **how))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "things.csv"
    path.write_text("\n".join(["Code,Number", *lines]) + "\n")
    return path


def kept() -> list[str]:
    return sorted(each.external_id.split(":")[0] for each in RawMessage.objects.all())


def test_bad_rows_are_told_and_lose_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, "a,1", ",2", "c,0", "d,-3", "e,x", "f,6", "g,7,extra")
    errors = tmp_path / "errors.csv"
    report = imported(path, errors_path=errors)
    assert kept() == ["a", "f"]
    assert (report.rows, report.created, report.bad_rows, report.finding_count) == (7, 2, 5, 5)
    told = list(csv.reader(errors.open(encoding="utf-8-sig")))
    assert told[0] == ["row", "column", "value", "reason", "cure"]
    assert [row[:4] for row in told[1:]] == [
        ["3", "Code", "", "is missing"],
        ["4", "Number", "0", "is zero"],
        ["5", "Number", "'-3", "is negative"],
        ["6", "Number", "x", "is no number"],
        ["8", "", "extra", "is beyond the last heading"],
    ]
    assert all(row[4] for row in told[1:])


def test_every_wrong_cell_of_a_row_is_told(tmp_path: Path) -> None:
    report = imported(written(tmp_path, ",x"))
    assert [(each.row, each.column) for each in report.findings] == [(2, "Code"), (2, "Number")]
    assert report.bad_rows == 1


def test_wrong_bytes_name_row_column_and_place(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("Code,Number\n茶,1\n壶,1\nab".encode() + b"\xff,1\nz,1\n")
    report = imported(path)
    assert report.created == 3
    finding = report.findings[0]
    assert (finding.row, finding.column, finding.value) == (4, "Code", "ab\\xff")
    assert finding.reason == "character 3 is not utf-8"


def test_one_document_that_sinks_its_chunk_is_found(tmp_path: Path) -> None:
    report = imported(written(tmp_path, "a,1", "b,1", "poison,1", "d,1", "refused,1", "f,1"))
    assert kept() == ["a", "b", "d", "f"]
    assert [(each.row, each.reason, each.cure) for each in report.findings] == [
        (4, "is poison", "take another"),
        (6, "is not wanted", "leave it out"),
    ]


def test_missing_permission_stops_all(tmp_path: Path) -> None:
    def refuse(chunk: Sequence[Document], session: Session) -> Answer:
        raise PermissionMissing("things.save")

    with pytest.raises(PermissionMissing):
        imported(written(tmp_path, "a,1", "b,1"), profile(save=refuse))


@pytest.mark.parametrize("how", [{"all_or_nothing": True}, {"dry_run": True}])
def test_nothing_is_left_when_all_or_nothing_or_dry(tmp_path: Path, how: dict[str, bool]) -> None:
    report = imported(written(tmp_path, "a,1", "poison,1", "c,1"), **how)
    assert kept() == []
    assert report.is_undone and report.is_unchanged
    assert (report.created, report.finding_count) == (2, 1)


def test_all_is_taken_when_all_is_right(tmp_path: Path) -> None:
    report = imported(written(tmp_path, "a,1", "b,1"), all_or_nothing=True)
    assert kept() == ["a", "b"]
    assert not report.is_undone


def test_equal_rows_are_two_and_the_same_file_is_taken_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a,1", "a,1", "b,2", "refused,1")
    first, second = (imported(path, profile(once=True)) for _ in range(2))
    assert kept() == ["a", "a", "b"]
    assert (first.created, first.known, second.created, second.known) == (3, 0, 0, 3)
    assert second.is_unchanged
    assert IdempotencyKey.objects.count() == 3  # what was refused may come again
    grown = written(tmp_path, "a,1", "a,1", "a,1", "b,2")
    assert imported(grown, profile(once=True)).created == 1


def test_rows_of_one_key_are_one_document(tmp_path: Path) -> None:
    path = written(tmp_path, "a,1", "a,1", "b,x", "b,2", "c,x")
    report = imported(path, profile(key="code"))
    assert report.created == 2
    assert [each.payload for each in RawMessage.objects.order_by("id")] == [["1", "1"], ["2"]]


def test_a_document_with_a_wrong_row_can_be_held_back_whole(tmp_path: Path) -> None:
    report = imported(written(tmp_path, "a,1", "b,x", "b,2"), profile(key="code", whole_documents=True))
    assert kept() == ["a"]
    assert [(each.row, each.column) for each in report.findings] == [(3, "Number"), (4, "Code")]


def test_unknown_codes_are_looked_up_a_chunk_at_a_time(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def look_up(codes: Any) -> dict[str, int]:
        asked.append(sorted(codes))
        return {"a": 1, "b": 2}

    columns = (Column("code", ("Code",), text(), required=True, lookup=look_up), COLUMNS[1])
    used = Profile("things", "things", "Things", columns, save, chunk=10)
    report = imported(written(tmp_path, "a,1", "zzz,1", "b,1"), used)
    assert asked == [["a", "b", "zzz"]]
    assert (report.created, report.findings[0].row, report.findings[0].reason) == (2, 3, "is not known")


def test_headings_in_three_languages_or_as_the_user_says(tmp_path: Path) -> None:
    for heading in ("编码,数量", "編碼,數量", "CODE *,number", "code,Number"):
        path = tmp_path / "f.csv"
        path.write_text(f"{heading}\na,1\n")
        assert preview(profile(), path).mapping == dict(
            zip(heading.split(","), ("code", "number"), strict=True)
        )
    path.write_text("SKU,Stück,more\na,1,?\n")
    with pytest.raises(HeadingsUnknown):
        imported(path)
    report = imported(path, mapping={"SKU": "code", "Stück": "number"})
    assert (report.created, report.ignored) == (1, ("more",))


def test_a_missing_column_is_told_once_and_rows_are_still_checked(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Number\n1\n0\n")
    report = imported(path)
    assert (report.created, report.rows) == (0, 2)
    assert [(each.row, each.column, each.reason) for each in report.findings] == [
        (1, "Code", "the column is missing"),
        (3, "Number", "is zero"),
    ]


def test_options_are_known_by_name(tmp_path: Path) -> None:
    with pytest.raises(OptionUnknown):
        imported(written(tmp_path, "a,1"), options={"nothing": 1})


def test_templates_and_workbooks_come_back(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    with translation.override("zh-hans"):
        write_template(profile(), path)
    assert preview(profile(), path).mapping == {"编码 *": "code", "数量 *": "number"}
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.worksheets[0].append(["a", 1.5])
    book.worksheets[0].append(["b", None])
    book.save(path)
    report = imported(path)
    assert (report.created, report.encoding, report.findings[0].row) == (1, "xlsx", 3)


def test_a_hundred_thousand_rows_come_in_chunks_and_keep_a_thousand_findings(tmp_path: Path) -> None:
    count = 100_000
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("Code,Number\n")
        file.writelines(f"c{n},{'x' if n % 100 == 7 else n + 1}\n" for n in range(count))
    seen: list[int] = []

    def tally(chunk: Sequence[Document], session: Session) -> Answer:
        seen.append(len(chunk))
        return Answer(created=len(chunk))

    report = imported(
        path, profile(save=tally, chunk=1_000), reading=Reading(), errors_path=tmp_path / "e.csv"
    )
    assert (report.rows, report.created, report.bad_rows) == (count, 99_000, 1_000)
    assert max(seen) == 1_000
    assert len(report.findings) == 1_000
