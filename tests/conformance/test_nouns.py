"""What every declared master can do on every face; a master added to the composition is tested with them."""

import csv
import json
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.config.composition import NOUNS
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Membership, User
from nonet.kernel.sql import counting
from nonet.kit.exporting.exports import export_named, export_to
from nonet.kit.importing import ImportRequest, profile_for, run_import
from nonet.kit.importing.templates import write_template
from nonet.kit.printing.services import Wish, print_papers
from nonet.masters.nouns import Noun
from nonet.masters.saving import Saved
from tests.conformance.samples import changed, free_text, sample
from tests.faces.conftest import Office
from tests.faces.test_pages import errors_of, form_of
from tests.kit.printing.reading import codes_of, pages_of, text_of

SignIn = Callable[[User], Client]
Row = dict[str, Any]
labelled = pytest.mark.parametrize(
    "noun", [each for each in NOUNS if each.label is not None], ids=lambda noun: noun.path
)
each_noun = pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.path)


@pytest.fixture
def client(office: Office, sign_in: SignIn) -> Client:
    return sign_in(office.owner)


@pytest.fixture
def home(office: Office) -> int:
    return int(office.world.company.pk)


def page(noun: Noun, name: str, *args: Any) -> str:
    meta = noun.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=args)


def save(noun: Noun, rows: list[Row]) -> Saved:
    return noun.save(**{next(iter(signature(noun.save).parameters)): rows})


def made(noun: Noun, company: int, row: Row) -> Any:
    key = {name: row[name] for name in noun.plan.key}
    return noun.model._base_manager.get(company_id=company, **key)


def typed(row: Row) -> Row:
    """Return a row as a form sends it: lists as JSON, nothing for what is left empty."""
    told = {name: json.dumps(each) if isinstance(each, list | dict) else each for name, each in row.items()}
    return {name: each for name, each in told.items() if each is not None}


@each_noun
def test_rows_are_saved_changed_and_left_alone(noun: Noun, home: int) -> None:
    rows = [sample(noun, number) for number in (1, 2, 3)]
    with acting_as_system(home):
        assert len(save(noun, rows).created) == 3
        again = save(noun, [changed(noun, rows[0]), *rows[1:]])
    assert (again.created, len(again.changed), again.refused) == ([], 1, {})


@each_noun
def test_statements_do_not_grow_with_the_rows(noun: Noun, home: int) -> None:
    counts = []
    with acting_as_system(home):
        for many in (range(1), range(10, 60)):
            with counting() as counted:
                save(noun, [sample(noun, number) for number in many])
            counts.append(len(counted))
    assert counts[0] == counts[1]


@each_noun
def test_the_list_finds_and_the_form_creates_and_changes(noun: Noun, home: int, client: Client) -> None:
    row = sample(noun, 7)
    answer = client.post(page(noun, "add"), {**form_of(client, page(noun, "add")), **typed(row)})
    assert answer.status_code == 302, errors_of(answer)
    kept = made(noun, home, row)
    change = page(noun, "change", kept.pk)
    assert change in client.get(page(noun, "changelist"), {"q": row[noun.search[0]]}).content.decode()
    answer = client.post(change, {**form_of(client, change), free_text(noun): "改过的"})
    assert answer.status_code == 302, errors_of(answer)
    assert getattr(made(noun, home, row), free_text(noun)) == "改过的"
    assert "改过的" in client.get(page(noun, "history", kept.pk)).content.decode()


@each_noun
def test_who_may_only_read_changes_nothing(noun: Noun, office: Office, sign_in: SignIn) -> None:
    auditor = sign_in(office.member("auditor"))
    assert auditor.get(page(noun, "changelist")).status_code == 200
    assert auditor.post(page(noun, "add"), typed(sample(noun, 8))).status_code == 403


@each_noun
def test_another_company_sees_none(noun: Noun, home: int, office: Office, sign_in: SignIn) -> None:
    row = sample(noun, 9)
    with acting_as_system(home):
        save(noun, [row]).require_all()
    stranger, kept = sign_in(office.stranger), made(noun, home, row)
    assert stranger.get(page(noun, "change", kept.pk)).status_code == 404
    assert stranger.get(f"/api/{noun.path}/{kept.pk}").status_code == 404


@each_noun
def test_programs_save_and_read_it(noun: Noun, office: Office, call: Callable[..., Any]) -> None:
    secret, row = office.token(office.owner), json.loads(json.dumps(sample(noun, 4), default=str))
    answer = call("post", noun.path, secret, {"rows": [row]})
    assert answer.status_code == 200 and not answer.json()["refused"], answer.content
    key = noun.plan.key[0]
    (told,) = call("get", f"{noun.path}?{key}={row[key]}", secret).json()["items"]
    assert told[free_text(noun)] == row[free_text(noun)]


@each_noun
def test_an_export_is_taken_by_another_company(noun: Noun, home: int, office: Office, tmp_path: Path) -> None:
    file, back = tmp_path / "out.csv", tmp_path / "back.csv"
    with acting_as_system(home):
        save(noun, [sample(noun, number) for number in range(20, 25)]).require_all()
        export_to(export_named(noun.path), file)
    elsewhere = Membership.everywhere.get(user=office.stranger).company_id
    with acting_as_system(elsewhere):
        first = run_import(ImportRequest(file, profile_for(noun.path)))
        assert not first.findings, first.findings
        again = run_import(ImportRequest(file, profile_for(noun.path)))
        assert (again.created, again.changed) == (0, 0)
        export_to(export_named(noun.path), back)
    assert first_column(file) <= first_column(back)


def first_column(file: Path) -> set[str]:
    with file.open(encoding="utf-8-sig") as stream:
        return {row[0] for row in list(csv.reader(stream))[1:]}


@each_noun
def test_the_template_stars_what_must_be_filled(noun: Noun, home: int, tmp_path: Path) -> None:
    write_template(profile_for(noun.path), tmp_path / "template.csv")
    heads = (tmp_path / "template.csv").read_text(encoding="utf-8-sig")
    required = [each for each in profile_for(noun.path).columns if each.required]
    assert required and heads.count(" *") == len(required)


@labelled
def test_labels_are_printed_from_page_and_list_and_scanned(noun: Noun, home: int, client: Client) -> None:
    rows = [sample(noun, number) for number in (31, 32)]
    with acting_as_system(home):
        save(noun, rows).require_all()
        ids = [made(noun, home, row).pk for row in rows]
        (form,) = noun.prints
        paper = print_papers(form=form.code, ids=ids)
        printer = print_papers(form=form.code, ids=ids, wish=Wish(options={"format": "zpl"}))
    assert noun.label is not None
    assert pages_of(paper.content) == 2
    assert [text for _kind, text in codes_of(paper.content)] == [rows[0][noun.label.code]]
    assert rows[0][noun.label.head] in text_of(paper.content)
    assert printer.content.decode().count("^XA") == 2
    assert form.code in client.get(page(noun, "change", ids[0])).content.decode()
    picked = {
        "action": f"print_{form.code.replace('-', '_')}",
        "_selected_action": [str(each) for each in ids],
    }
    answer = client.post(page(noun, "changelist"), picked)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
