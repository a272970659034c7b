"""Files and comments: kept, shown, withdrawn, and out of reach of whom they do not concern."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from nonet.kernel.actor import Actor, acting, acting_as_system, current_company_id
from nonet.kernel.errors import InvalidInput, PermissionMissing
from nonet.kernel.history import changes_of
from nonet.kernel.models import Company, User
from nonet.kernel.notices.models import Notice
from nonet.kernel.roles import grant_roles
from nonet.kernel.sql import counting
from nonet.kit.remarks.errors import FileRefused, FileTooBig, NotYours, QuotaExceeded, SubjectUnknown
from nonet.kit.remarks.models import Attachment, Comment, FileContent
from nonet.kit.remarks.selectors import comments_of, file_of, files_of
from nonet.kit.remarks.services import (
    CommentDraft,
    FileDraft,
    attach_files,
    edit_comment,
    mark_seen,
    withdraw_comments,
    withdraw_files,
    write_comments,
)
from nonet.kit.remarks.sniffing import clean_name, media_type_of
from nonet.kit.remarks.wording import shown
from tests.fixtures import TradingCompany, trading_company

__all__ = ["trading_company"]
PARTY = "parties.party"


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return made.getvalue()


def office_file() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return made.getvalue()


def user(name: str, role: str = "clerk", full_name: str = "") -> User:
    made = User.objects.create_user(name, password="x", full_name=full_name)
    grant_roles(user_ids=[made.pk], role=role)
    return made


def as_user(who: User, *verbs: str) -> Actor:
    return Actor(current_company_id(), who.pk, frozenset(verbs or ("parties.read", "remarks.*")), "desk")


def attach(party: int, *files: tuple[str, bytes]) -> list[int]:
    drafts = [FileDraft(PARTY, party, name, content) for name, content in files]
    return attach_files(files=drafts).require_all().done


def comment(party: int, body: str) -> int:
    return write_comments(comments=[CommentDraft(PARTY, party, body)]).require_all().done[0]


@pytest.mark.parametrize(
    "content, name, kind",
    [
        (picture(), "a.txt", "image/png"),
        (b"%PDF-1.7 ...", "a.bin", "application/pdf"),
        (office_file(), "账.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("你好，世界".encode("gb18030"), "说明.txt", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "text/plain"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, name: str, kind: str) -> None:
    assert media_type_of(content, name) == kind


@pytest.mark.parametrize(
    "content, name",
    [
        (b"MZ\x90\x00", "invoice.pdf"),
        (b"\x7fELF", "a.txt"),
        (b"#!/bin/sh\nrm -rf", "a.txt"),
        (b"<html><script>alert(1)</script>", "a.txt"),
        (b"<svg xmlns='x' onload='alert(1)'/>", "logo.png"),
        (b"alert(1)", "a.js"),
        (picture(), "a.svg"),
        (picture(), "a.pdf.exe"),
        (b"\x00\x01\x02\x03", "a.dat"),
        (b"", "empty.txt"),
    ],
)
def test_what_could_run_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(FileRefused):
        media_type_of(content, name)


def test_names_lose_folders_and_hidden_signs() -> None:
    assert clean_name("../../etc/pass\u202ewd\r\n.txt") == "passwd.txt"
    assert clean_name("C:\\temp\\合同<1>.pdf") == "合同_1_.pdf"
    assert clean_name("...") == "file" and len(clean_name("字" * 300 + ".pdf")) == 200


def test_files_are_kept_once_and_withdrawn_not_deleted(trading_company: TradingCompany) -> None:
    bob, alice = trading_company.party("BOB"), trading_company.party("ALICE")
    first = attach(bob, ("一.png", picture()), ("二.png", picture()))
    attach(alice, ("三.png", picture()))
    assert FileContent.objects.count() == 1
    assert [each.name for each in files_of(PARTY, bob)] == ["一.png", "二.png"]
    assert file_of(first[0])[1] == picture()
    withdraw_files(attachment_ids=first[:1]).require_all()
    assert [each.name for each in files_of(PARTY, bob)] == ["二.png"]
    row = Attachment.objects.get(pk=first[0])
    assert row.withdrawn_at is not None
    assert [each.field for each in changes_of([row])[0].fields] == ["withdrawn_at"]


def test_one_bad_file_does_not_sink_the_others_and_room_is_limited(
    trading_company: TradingCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = trading_company.party("BOB")
    drafts = [
        FileDraft(PARTY, bob, "ok.txt", b"hello"),
        FileDraft(PARTY, bob, "bad.exe", b"MZ"),
        FileDraft(PARTY, 10**9, "nowhere.txt", b"hello"),
    ]
    outcome = attach_files(files=drafts)
    assert len(outcome.done) == 1 and set(outcome.refused) == {1, 2}
    monkeypatch.setattr("nonet.kit.remarks.services.MOST_FILE_MB", 0)
    assert isinstance(attach_files(files=drafts[:1]).refused[0], FileTooBig)
    monkeypatch.setattr("nonet.kit.remarks.services.MOST_FILE_MB", 20)
    monkeypatch.setattr("nonet.kit.remarks.services.QUOTA_MB", 0)
    assert isinstance(attach_files(files=drafts[:1]).refused[0], QuotaExceeded)


def test_statements_do_not_grow_with_files_and_comments(trading_company: TradingCompany) -> None:
    bob = trading_company.party("BOB")
    counts = []
    for size in (1, 8):
        with counting() as counted:
            attach(bob, *((f"{size}-{n}.txt", f"{size} {n}".encode()) for n in range(size)))
            write_comments(comments=[CommentDraft(PARTY, bob, f"{n}") for n in range(size)])
        counts.append(len(counted))
    assert counts[1] <= counts[0] <= 16, counts


def test_whom_a_comment_calls_is_told_once(trading_company: TradingCompany) -> None:
    wang, li = user("wang", full_name="王会计"), user("li")
    outsider = User.objects.create_user("outsider", password="x")
    bob = trading_company.party("BOB")
    with acting(as_user(li)):
        made = comment(bob, "@[WANG] 请看一下，@li @outsider @nobody 也是")
    row = Comment.objects.get(pk=made)
    assert sorted(row.mentions) == sorted([wang.pk, li.pk]) and outsider.pk not in row.mentions
    told = list(Notice.objects.values_list("user_id", "kind"))
    assert told == [(wang.pk, "mentioned")]
    assert f"#comment-{made}" in Notice.objects.get().link
    with acting(as_user(li)):
        edit_comment(comment_id=made, body="@[wang] 请再看一下").require_all()
    assert Notice.objects.count() == 1
    assert [each.fields[0].field for each in changes_of([Comment.objects.get(pk=made)])] == ["body"]


def test_comments_are_new_until_seen(trading_company: TradingCompany) -> None:
    wang, li, bob = user("wang"), user("li"), trading_company.party("BOB")
    with acting(as_user(li)):
        comment(bob, "一")
        assert [each.is_new for each in comments_of(PARTY, bob)] == [False]
    with acting(as_user(wang)):
        assert [each.is_new for each in comments_of(PARTY, bob)] == [True]
        mark_seen(PARTY, bob)
        mark_seen(PARTY, bob)
        assert [each.is_new for each in comments_of(PARTY, bob)] == [False]


def test_only_the_author_takes_back_or_who_moderates(trading_company: TradingCompany) -> None:
    wang, li, bob = user("wang"), user("li"), trading_company.party("BOB")
    with acting(as_user(li)):
        made, file = comment(bob, "我的"), attach(bob, ("a.txt", b"x"))[0]
    mine_only = (
        "parties.read",
        "remarks.withdraw_comments",
        "remarks.withdraw_files",
        "remarks.edit_comment",
    )
    with acting(as_user(wang, *mine_only)):
        assert isinstance(withdraw_comments(comment_ids=[made]).refused[made], NotYours)
        assert isinstance(withdraw_files(attachment_ids=[file]).refused[file], NotYours)
        assert isinstance(edit_comment(comment_id=made, body="他的").refused[made], NotYours)
    with acting(as_user(wang, *mine_only, "remarks.moderate")):
        assert withdraw_comments(comment_ids=[made]).done == [made]
    assert comments_of(PARTY, bob) == []


def test_who_may_not_read_the_row_sees_and_writes_nothing(trading_company: TradingCompany) -> None:
    bob = trading_company.party("BOB")
    attach(bob, ("a.txt", b"x"))
    with acting(Actor(current_company_id(), None, frozenset({"items.read", "remarks.*"}))):
        for attempt in (
            lambda: files_of(PARTY, bob),
            lambda: comments_of(PARTY, bob),
            lambda: comment(bob, "x"),
            lambda: attach(bob, ("b.txt", b"x")),
        ):
            with pytest.raises(PermissionMissing):
                attempt()
    other = Company.objects.create(code="elsewhere", name="Elsewhere")
    with acting_as_system(other.pk):
        assert files_of(PARTY, bob) == []
        assert set(write_comments(comments=[CommentDraft(PARTY, bob, "x")]).refused) == {0}
        assert (
            withdraw_files(attachment_ids=list(Attachment.everywhere.values_list("pk", flat=True))).done == []
        )


@pytest.mark.parametrize(
    "subject", ["kernel.user", "kernel.company", "nope", "auth.group", "remarks.comment", "a.b.c"]
)
def test_not_everything_can_be_remarked_on(trading_company: TradingCompany, subject: str) -> None:
    with pytest.raises(SubjectUnknown):
        write_comments(comments=[CommentDraft(subject, 1, "x")])


def test_an_empty_or_endless_comment_is_refused(trading_company: TradingCompany) -> None:
    bob = trading_company.party("BOB")
    for body in ("", " \n ", "x" * 10_001):
        refused = write_comments(comments=[CommentDraft(PARTY, bob, body)]).refused
        assert isinstance(refused[0], InvalidInput)


def test_a_text_is_shown_lightly_marked_and_never_runs() -> None:
    known = {"wang": User(username="wang", full_name="<b>王</b>")}
    html = shown("**重要** `a<b` *斜*\n- 一\n- 二\nhttps://a.example/x?a=1&b=2 @[wang] @ghost", known)
    assert (
        "<strong>重要</strong>" in html
        and "<code>a&lt;b</code>" in html
        and "<ul><li>一</li><li>二</li></ul>" in html
    )
    assert 'href="https://a.example/x?a=1&amp;b=2"' in html
    assert "@&lt;b&gt;王&lt;/b&gt;" in html and "@ghost" in html
    for nasty in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        'https://x"onclick="a',
        "\x000\x00",
    ):
        told = shown(nasty, {})
        assert "<script" not in told and "<img" not in told and '"onclick' not in told, told
