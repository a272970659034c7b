"""What the item master refuses, and why."""

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError


class GtinInvalid(NonetError):
    """The trade item number has a wrong length or check digit."""

    code = "gtin_invalid"

    def __init__(self, gtin: str, check_digit: str = "") -> None:
        super().__init__(gtin=gtin, check_digit=check_digit, field="gtin")

    def template(self) -> str:
        if self.params["check_digit"]:
            return _(
                "gtin: %(gtin)s ends wrongly, its check digit would be %(check_digit)s; read the barcode again."
            )
        return _("gtin: %(gtin)s is no GTIN; it has 8, 12, 13 or 14 digits.")


class KitCycle(NonetError):
    """A kit would hold itself, directly or through other kits."""

    code = "kit_cycle"

    def __init__(self, path: str) -> None:
        super().__init__(path=path)

    def template(self) -> str:
        return _("A kit cannot hold itself: %(path)s; take one of these components out.")


class KitEmpty(NonetError):
    """A kit has no components, so nothing could be taken from stock for it."""

    code = "kit_empty"

    def __init__(self, kit: str) -> None:
        super().__init__(kit=kit)

    def template(self) -> str:
        return _("%(kit)s is a kit without components; add them first.")


class TooManyVariants(NonetError):
    """The attributes of a template multiply to more variants than anyone could want."""

    code = "too_many_variants"

    def __init__(self, template: str, count: int, limit: int) -> None:
        super().__init__(template=template, count=count, limit=limit)

    def template(self) -> str:
        return _("%(template)s would have %(count)s variants, more than %(limit)s; choose fewer values.")


class NotATemplate(NonetError):
    """Variants are made from templates with attributes only."""

    code = "not_a_template"

    def __init__(self, item: str) -> None:
        super().__init__(item=item)

    def template(self) -> str:
        return _("%(item)s is no template with attributes; set its kind to template and choose its values.")


class AttributeUnknown(NonetError):
    """A template names an attribute or a value that does not exist."""

    code = "attribute_unknown"

    def __init__(self, item: str, attribute: str, value: str = "") -> None:
        super().__init__(item=item, attribute=attribute, value=value)

    def template(self) -> str:
        return _("%(item)s: %(attribute)s %(value)s is not known; add it to the attribute or correct it.")


class LotTooOld(NonetError):
    """A lot's remaining life is shorter than the item demands."""

    code = "lot_too_old"

    def __init__(self, item: str, days: int, wanted: int) -> None:
        super().__init__(item=item, days=days, wanted=wanted)

    def template(self) -> str:
        return _("%(item)s: the lot keeps %(days)s more days, %(wanted)s are demanded; take a fresher lot.")
