"""The bell and the notices' page, on the desk and in the API."""

from typing import Any

import pytest

from nonet.kernel.actor import acting_as_system
from nonet.kernel.notices import kinds
from nonet.kernel.notices.kinds import NoticeKind
from nonet.kernel.notices.services import NoticeDraft, notify
from tests.faces.conftest import Office

pytestmark = pytest.mark.django_db


def tell(office: Office, link: str = "/desk/checks/") -> int:
    kinds.install([NoticeKind("tests.told", "Told %(what)s")])
    with acting_as_system(office.world.company.pk):
        return notify([NoticeDraft([office.owner.pk], "tests.told", {"what": "<b>"}, link)])[0]


def test_the_bell_counts_and_the_page_tells(office: Office, sign_in: Any) -> None:
    tell(office)
    desk = sign_in(office.owner)
    assert "Notices, 1 unread" in desk.get("/desk/").content.decode()
    page = desk.get("/desk/notices/").content.decode()
    assert "Told &lt;b&gt;" in page
    desk.post("/desk/notices/read/")
    assert "unread" not in desk.get("/desk/").content.decode()


def test_a_notice_leads_to_what_it_is_about(office: Office, sign_in: Any) -> None:
    notice, desk = tell(office), sign_in(office.owner)
    assert desk.get(f"/desk/notices/{notice}/").url == "/desk/checks/"
    assert desk.get("/desk/notices/?unread=1").context["notices"] == []
    foreign = tell(office, "//evil.example")
    assert desk.get(f"/desk/notices/{foreign}/").url == "/desk/notices/"


def test_others_never_see_it(office: Office, sign_in: Any) -> None:
    notice = tell(office)
    for user in (office.stranger, office.member("clerk")):
        assert sign_in(user).get(f"/desk/notices/{notice}/").status_code == 404


def test_programs_read_notices_within_their_scope(office: Office, call: Any) -> None:
    notice = tell(office)
    allowed, narrow = office.token(office.owner), office.token(office.owner, "orders.read")
    found = call("get", "notices?unread=true&limit=1", allowed).json()
    assert (found["unread"], found["next"], found["items"][0]["text"]) == (1, None, "Told <b>")
    assert call("get", "notices", narrow).status_code == 403
    assert call("post", "notices/read", narrow, {"notice_ids": [notice]}).status_code == 403
    assert call("post", "notices/read", allowed, {"notice_ids": [notice]}).json()["done"] == [notice]
