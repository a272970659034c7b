"""Labels: read back by a scanner from the page, and in the language of label printers."""

import re
from datetime import date

import pytest

from nonet.books.stock.models import Lot
from nonet.kernel.errors import InvalidInput
from nonet.kit.printing.barcodes import barcode_svg, is_ean13
from nonet.kit.printing.labels import SIZES
from nonet.kit.printing.services import Wish, print_papers
from nonet.masters.items.services import save_items
from tests.fixtures import TradingCompany
from tests.kit.printing.reading import codes_of, fonts_of, pages_of, text_of

GTIN = "6901234567892"


@pytest.fixture
def traded(trading_company: TradingCompany) -> TradingCompany:
    save_items(items=[{"code": "TEA", "gtin": GTIN}]).require_all()
    return trading_company


@pytest.mark.parametrize("size", SIZES)
def test_an_item_label_is_scanned_in_every_size(traded: TradingCompany, size: str) -> None:
    paper = print_papers(form="item-label", ids=[traded.item("TEA")], wish=Wish(options={"size": size}))
    assert ("EAN-13", GTIN) in codes_of(paper.content)
    assert "龙井茶 250g" in text_of(paper.content)
    assert all(fonts_of(paper.content).values())


def test_places_are_read_from_afar_and_labels_fill_sheets(trading_company: TradingCompany) -> None:
    place = trading_company.place("A-01-01")
    paper = print_papers(form="place-label", ids=[place])
    assert codes_of(paper.content) == [("Code 128", "A-01-01")]
    sheet = print_papers(
        form="place-label", ids=[place], wish=Wish(options={"size": "a4_3x8", "copies": "25"})
    )
    assert pages_of(sheet.content) == 2
    assert text_of(sheet.content).count("A-01-01") == 2 * 25


def test_a_lot_is_told_in_gs1_where_the_item_is_known_to_the_trade(traded: TradingCompany) -> None:
    save_items(items=[{"code": "MILK", "gtin": "6901234500004"}]).require_all()
    traded.stock("MILK", 1, 7, lot="L-1")
    lot = Lot.objects.get(code="L-1")
    Lot.objects.filter(pk=lot.pk).update(expires_on=date(2027, 1, 31))
    found = codes_of(print_papers(form="lot-label", ids=[lot.pk]).content)
    assert [text for _kind, text in found] == ["(01)06901234500004(17)270131(10)L-1"]


def test_label_printers_draw_the_code_and_get_the_rest_as_a_picture(traded: TradingCompany) -> None:
    wish = Wish(options={"format": "zpl", "copies": "2"})
    paper = print_papers(form="item-label", ids=[traded.item("TEA")], wish=wish)
    text = paper.content.decode()
    assert paper.name.endswith(".zpl") and text.count("^XA") == text.count("^XZ") == 2
    assert "^BEN," in text and f"^FD{GTIN[:12]}^FS" in text and "^PW480^LL320" in text
    picture = re.search(r"\^GFA,(\d+),\1,60,([0-9A-Zg-z,]+)\^FS", text)
    assert picture is not None and int(picture[1]) == 60 * 320


def test_a_wrong_size_or_code_is_refused(traded: TradingCompany) -> None:
    with pytest.raises(InvalidInput, match="60x40"):
        print_papers(form="item-label", ids=[traded.item("TEA")], wish=Wish(options={"size": "x"}))
    with pytest.raises(InvalidInput):
        barcode_svg("ean13", "6901234567893")
    assert is_ean13(GTIN) and not is_ean13("6901234567893") and not is_ean13("x")
