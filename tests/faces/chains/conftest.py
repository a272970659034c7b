"""A browser, a desk that serves, and a clerk at it in each language and size."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kernel.policy import forget_policies
from nonet.kernel.roles import grant_roles
from tests.faces.chains.clerk import Clerk
from tests.faces.test_browser import SIZES, drive, keep_picture, open_page, signed_in
from tests.fixtures import TradingCompany, assert_checks_clean, build_trading_company

__all__ = ["drive"]
AUTOMATIC = ("reserve", "invoice", "post")
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
Work = Callable[[Clerk], None]


@pytest.fixture
def shop(transactional_db: None) -> TradingCompany:
    """A company that reserves, invoices and posts by itself, with tea in stock and an owner."""
    forget_policies()
    world = build_trading_company("auto", automatic=AUTOMATIC)
    owner = User.objects.create_user("owner", password="x")
    with acting_as_system(world.company.pk):
        grant_roles(user_ids=[owner.pk], role="owner")
        for site in world.sites:
            world.stock("TEA", 100, 60, site=site)
    return world


@pytest.fixture(params=[(size, language) for size in SIZES for language in LANGUAGES], ids="-".join)
def work(
    request: Any, drive: Any, live_server: Any, shop: TradingCompany
) -> Iterator[Callable[[Work], Clerk]]:
    """Return a way to have a clerk do something; the books must be sound when the test ends."""
    size, language = request.param
    session = signed_in(User.objects.get(username="owner"))

    def done(job: Work, browser: Any) -> Clerk:
        page = open_page(browser, live_server.url, session, viewport=SIZES[size], locale=LANGUAGES[language])
        clerk = Clerk(page, live_server.url, language)
        try:
            clerk.begin()
            job(clerk)
        finally:
            keep_picture(page, f"{request.node.name}")
            page.context.close()
        return clerk

    yield lambda job: drive(partial(done, job))
    with acting_as_system(shop.company.pk):
        assert_checks_clean()
