"""Importing on the desk: bring a file, name its columns, look, let it in, correct what was refused, bring it again."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from nonet.kernel.actor import acting_as_system
from nonet.kernel.jobs.running import perform_run
from nonet.kernel.models import JobRun, User
from nonet.kit.importing import profiles
from nonet.kit.importing.jobs import import_upload
from nonet.kit.importing.models import ColumnMemory, ImportRun
from nonet.masters.items.models import Item
from tests.faces.conftest import Office

SignIn = Callable[[User], Client]
ITEMS = "Code,Name,Unit\nN1,New one,PCE\nN2,,PCE\nTEA,Tea renamed,PCE\n"


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def bring(client: Client, content: bytes | str, name: str = "items.csv", kind: str = "items/items") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("admin:imports"), {"kind": kind, "file": file}, follow=True)


def last_run() -> ImportRun:
    return ImportRun.everywhere.select_related("job").latest("pk")


def decide(client: Client, do: str, **more: str) -> Any:
    run = last_run()
    sent = {f"column-{at}": run.mapping.get(each, "") for at, each in enumerate(run.headings)}
    return client.post(reverse("admin:import", args=[run.pk]), {**sent, "do": do, **more}, follow=True)


def work() -> ImportRun:
    """Do what a worker would."""
    run = last_run()
    assert run.job is not None and run.job.state == JobRun.State.WAITING
    arguments = {"import_id": run.pk, "language": "en"}
    perform_run(import_upload, last_try=True, run_id=run.job.pk, verbs=["*"], arguments=arguments)
    return last_run()


def names_of(office: Office) -> dict[str, str]:
    with acting_as_system(office.world.company.pk):
        return dict(Item.objects.values_list("code", "name"))


def test_a_file_is_looked_at_taken_corrected_and_brought_again(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    page = bring(client, ITEMS).content.decode()
    for word in (">new<", ">changed<", ">refused<", "is missing"):
        assert word in page
    assert "N1" not in names_of(office)
    assert "goes on by itself" in decide(client, "start").content.decode()
    run = work()
    assert (run.report["created"], run.report["changed"], run.report["bad_rows"]) == (1, 1, 1)
    assert names_of(office)["TEA"] == "Tea renamed"
    answer = client.get(reverse("admin:import_rejected", args=[run.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert rows[0][:3] == ["Code", "Name", "Unit"] and len(rows) == 2
    assert rows[1][:4] == ["N2", "", "PCE", "3"]
    rows[1][1] = "New two"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    bring(client, text.getvalue())
    decide(client, "start")
    assert work().report["created"] == 1
    assert names_of(office)["N2"] == "New two"


def test_all_or_nothing_takes_nothing_when_a_row_is_wrong(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    bring(client, ITEMS)
    decide(client, "start", faulty="nothing")
    run = work()
    assert run.report["is_undone"] and not run.is_over
    assert "N1" not in names_of(office)
    decide(client, "start", faulty="skip")
    assert work().is_over and "N1" in names_of(office)


def test_checking_all_rows_changes_nothing_and_what_is_over_is_not_started_again(
    office: Office, sign_in: SignIn
) -> None:
    client = sign_in(office.owner)
    bring(client, ITEMS)
    decide(client, "trial")
    assert work().report["created"] == 1
    assert "N1" not in names_of(office)
    decide(client, "start")
    assert "is being imported" in decide(client, "start").content.decode()
    work()
    assert "imported already" in decide(client, "start").content.decode()


def test_columns_are_named_once_for_each_form_of_file(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    strange = "料号,Bezeichnung\nS1,Seltsam\n"
    assert "Missing" in bring(client, strange).content.decode()
    run = last_run()
    sent = {"column-0": "code", "column-1": "name", "do": "look"}
    client.post(reverse("admin:import", args=[run.pk]), sent)
    assert last_run().mapping == {"料号": "code", "Bezeichnung": "name"}
    bring(client, strange.replace("S1", "S2"))
    assert last_run().pk != run.pk and last_run().mapping == {"料号": "code", "Bezeichnung": "name"}
    refused = client.post(
        reverse("admin:import", args=[last_run().pk]), {**sent, "column-1": "code"}, follow=True
    )
    assert "cannot both be" in refused.content.decode()
    assert ColumnMemory.everywhere.count() == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_files_come_in_the_encodings_of_offices(office: Office, sign_in: SignIn, encoding: str) -> None:
    client = sign_in(office.owner)
    bring(client, "编码,名称,单位\nZ1,龙井茶叶一级,PCE\nZ2,武夷山大红袍,PCE\n".encode(encoding))
    decide(client, "start")
    assert work().report["created"] == 2
    assert names_of(office)["Z1"] == "龙井茶叶一级"


def test_what_is_no_table_is_refused_and_not_kept(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (70 << 20))
    strange = zipfile.ZipFile(other := io.BytesIO(), "w")
    strange.writestr("a.txt", "x")
    strange.close()
    for content, name, says in (
        (b"\x7fELF\0\0\0", "items.csv", "neither a workbook nor text"),
        (b"\xd0\xcf\x11\xe0 old", "items.xls", "old workbook"),
        (b"   ", "items.csv", "is empty"),
        (bomb.getvalue(), "items.xlsx", "far more"),
        (other.getvalue(), "items.xlsx", "no XLSX workbook"),
    ):
        assert says in bring(client, content, name).content.decode()
    assert not ImportRun.everywhere.exists()
    assert not [each for each in settings.MEDIA_ROOT.rglob("*") if each.is_file()]


def test_a_name_cannot_leave_its_folder(office: Office, sign_in: SignIn) -> None:
    bring(sign_in(office.owner), ITEMS, "..%2f..\\..\\evil<script>.csv")
    path = settings.MEDIA_ROOT / last_run().path
    assert path.is_file() and ".." not in last_run().path and "<" not in last_run().path


def test_roles_and_companies_are_kept_apart(office: Office, sign_in: SignIn) -> None:
    bring(sign_in(office.owner), ITEMS, "ours.csv")
    run = last_run()
    names = ("import", "import_progress", "import_file", "import_rejected")
    for user in (office.stranger, office.member("storekeeper")):
        client = sign_in(user)
        assert "ours.csv" not in client.get(reverse("admin:imports")).content.decode()
        assert [client.get(reverse(f"admin:{n}", args=[run.pk])).status_code for n in names] == [404] * 4
    assert "Choose what comes in" in bring(sign_in(office.member("storekeeper")), ITEMS).content.decode()
    auditor = sign_in(office.member("auditor"))
    assert "import nothing" in auditor.get(reverse("admin:imports")).content.decode()
    assert (
        auditor.post(reverse("admin:import", args=[run.pk]), {"do": "start"}, follow=True).status_code == 200
    )
    assert last_run().job is None


def test_every_import_has_a_template_that_it_reads(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    offered = [each for each in profiles() if each.verb]
    assert len(offered) >= 25
    for each in offered:
        for form in ("xlsx", "csv"):
            answer = client.get(reverse("admin:import_template", args=[each.kind, each.code, form]))
            assert answer.status_code == 200 and answer.content
            name = f"template.{form}"
            assert bring(client, answer.content, name, f"{each.kind}/{each.code}").status_code == 200
            wanted = {column.name for column in each.columns}
            assert set(last_run().mapping.values()) == wanted, each.kind
        assert client.get(reverse("admin:import_columns", args=[each.kind, each.code])).status_code == 200


def test_programs_import_and_follow_it(office: Office, call: Any) -> None:
    secret = office.token(office.owner)
    kinds = call("get", "imports/kinds", secret).json()["items"]
    assert {"items", "orders", "entries"} <= {each["kind"] for each in kinds}
    answer = send(secret, ITEMS)
    assert answer.json()["mapping"] == {"Code": "code", "Name": "name", "Unit": "unit"}
    number = answer.json()["id"]
    assert call("get", f"imports/{number}/preview", secret).json()["findings"][0]["row"] == 3
    assert call("post", f"imports/{number}/start", secret, {}).json()["state"] == "waiting"
    assert call("post", f"imports/{number}/start", secret, {}).status_code == 409
    work()
    told = call("get", f"imports/{number}", secret).json()
    assert (told["state"], told["result"]["created"]) == ("done", 1)
    assert call("get", f"imports/{number}/rejected", secret).status_code == 200
    assert call("get", "imports", secret).json()["items"][0]["id"] == number
    assert call("get", "imports/kinds/items/items/template?form=csv", secret).status_code == 200
    for path in ("imports/999999", f"imports/{2**70}", f"imports/{number}/preview"):
        assert call("get", path, office.token(office.member("storekeeper"))).status_code == 404
    assert send(office.token(office.member("storekeeper")), ITEMS).status_code == 403
    assert send(secret, "").status_code in (409, 422)
    found = call("get", "search?q=TEA", secret).json()["items"]
    assert found[0]["type"] == "item" and found[0]["number"] == "TEA"


def send(secret: str, content: str) -> Any:
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
    file = SimpleUploadedFile("items.csv", content.encode())
    return client.post("/api/imports", {"kind": "items", "file": file})


def test_a_list_is_exported_with_the_columns_wanted_and_no_formula(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    bring(client, "Code,Name\nF1,=1+1\n")
    decide(client, "start")
    work()
    page = client.get(reverse("admin:exports"), {"list": "items"}).content.decode()
    assert 'value="code"' in page
    answer = client.get(reverse("admin:export", args=["items"]), {"column": ["code", "name"], "form": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "code,name" and "F1,'=1+1" in text and "Theirs" not in text
    for form in ("xlsx", "csv"):
        for day in ("2020-01-01", "nonsense"):
            asked = client.get(reverse("admin:export", args=["orders"]), {"form": form, "until": day})
            assert asked.status_code == 200
    assert client.get(reverse("admin:export", args=["nothing"])).status_code == 404
    seller = sign_in(office.member("salesperson"))
    assert seller.get(reverse("admin:export", args=["entries"])).status_code == 404


def test_faults_have_pages_that_say_what_to_do(office: Office) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-hans"})
    client.force_login(office.owner)
    assert "本公司没有此页面" in client.get("/nowhere/").content.decode()
    assert "页面已过期" in client.post(reverse("admin:checks")).content.decode()
    for name in ("400", "403", "500"):
        assert "/desk/" in render_to_string(f"{name}.html")
