"""The number types of the books: decimals with fixed scales, never floats."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class QuantityField(models.DecimalField):
    """A quantity in the unit that stands beside it: 18 digits, 6 of them decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(*args, **kwargs)


class AmountField(models.DecimalField):
    """An amount of money in the currency that stands beside it: 20 digits, 4 of them decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)


class PriceField(models.DecimalField):
    """A price or cost per unit: 18 digits, 6 of them decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(*args, **kwargs)


class RateField(models.DecimalField):
    """A share of one (tax, discount): 0.13 is 13 %."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 9)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(*args, **kwargs)


class CurrencyField(models.CharField):
    """An ISO 4217 code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 3)
        super().__init__(*args, **kwargs)


class RecordedAtField(models.DateTimeField):
    """When the database learned of the row; set by the database itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_default", Now())
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class BareKey(models.ForeignKey):
    """A foreign key whose target never goes away, so the hot path pays neither constraint nor index for it.

    Use it only in books, toward rows that a trigger protects from deletion; ``nonet check`` proves it.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)
