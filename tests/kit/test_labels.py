"""Labels come in the language at work, and migrations never notice."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from nonet.books.money.models import Invoice
from nonet.books.orders.models import Order
from nonet.kit.labels import all_labels, label_text, own_models
from nonet.masters.taxes.models import TaxCode


def test_labels_are_spoken_in_the_language_at_work() -> None:
    with override("en"):
        assert str(Order._meta.verbose_name) == "order"
        assert str(Order._meta.verbose_name_plural) == "orders"
        assert Order(state="draft").get_state_display() == "Draft"
        assert Order.State.DRAFT.label == "Draft"
    with override("zh-hans"):
        assert str(Order._meta.verbose_name) == "订单"
        assert str(Order._meta.get_field("party").verbose_name) == "往来单位"
        assert Order(state="draft").get_state_display() == "草稿"
        assert str(Order.State.DRAFT.label) == "草稿"
    with override("zh-hant"):
        assert Order(state="confirmed").get_state_display() == "已確認"


def test_one_word_may_mean_two_things() -> None:
    with override("zh-hans"):
        assert str(Invoice._meta.get_field("rate").verbose_name) == "汇率"
        assert str(TaxCode._meta.get_field("rate").verbose_name) == "税率"
        assert label_text("no.Model", "rate") == label_text("other.Model", "rate")


def test_all_labels_are_plain_english() -> None:
    labels = all_labels()
    assert {"order", "orders", "party", "Draft", "reserved", "Quality Hold"} <= labels
    assert all(type(each) is str and each.isascii() for each in labels)
    with override("zh-hans"):
        assert all_labels() == labels


def test_former_versions_speak_as_what_they_follow() -> None:
    event = next(each for each in own_models() if each.__name__ == "PartyEvent")
    with override("zh-hans"):
        assert str(event._meta.get_field("tax_number").verbose_name) == "税号"


@pytest.mark.django_db
def test_migrations_do_not_notice() -> None:
    with override("zh-hans"):
        call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
