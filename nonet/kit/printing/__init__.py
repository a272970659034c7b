"""Printing: rooms declare what can be printed, companies how it looks; the typesetter makes PDF of it.

A room's ``prints.py`` holds ``PRINTS``: each names its subject, the function that gathers its sheets, its columns and
its paper. From that the page's button, the action on lists, the API and the layouts' page are made.
"""

from nonet.kit.printing import texts
from nonet.kit.printing.declaring import Print, install, print_named, prints, prints_of, subject_of
from nonet.kit.printing.label_prints import label_print
from nonet.kit.printing.labels import Label
from nonet.kit.printing.sheets import Column, Sheet
from nonet.kit.printing.words import amount_in_words

__all__ = [
    "Column",
    "Label",
    "Print",
    "Sheet",
    "amount_in_words",
    "install",
    "label_print",
    "print_named",
    "prints",
    "prints_of",
    "subject_of",
    "texts",
]
