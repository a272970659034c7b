"""Documents entered on one page: a header, and lines in a grid that the keyboard alone fills."""

from nonet.kit.admin.forms.declaring import Document, Entry, Field, LineQuote, Quote, Revised
from nonet.kit.admin.forms.pages import EntryAdmin

__all__ = ["Document", "Entry", "EntryAdmin", "Field", "LineQuote", "Quote", "Revised"]
