"""What the script of a form says, in the language at work."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return the texts by their names in the script."""
    return {
        "added": _("%s added a line"),
        "cardLine": _("Line %s"),
        "choose": _("Both of you changed this: choose"),
        "delete": _("Delete line"),
        "discard": _("Discard"),
        "faults": _("Not saved yet: %s to correct."),
        "gross": _("Total with tax"),
        "lineGone": _("%s removed a line"),
        "lost": _("The server does not answer. All that you typed is kept here; try again."),
        "mine": _("Mine"),
        "missed": _("“%s” was not found; choose from the list"),
        "net": _("Net"),
        "nothing": _("Nothing found"),
        "restored": _("What you had typed and not saved is back (%s)."),
        "saving": _("Saving…"),
        "tax": _("Tax"),
        "taken": _("Taken over, since you had not changed it"),
        "theirs": _("Theirs"),
        "unit": _("Unit"),
        "why": _("Why"),
    }
