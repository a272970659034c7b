"""Company names reduced to what tells them apart, so that one firm is not kept twice."""

import re
import unicodedata

_LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|集团公司|集團公司|公司|集团|集團|普通合伙|有限合伙)"
)
_LEGAL_WORDS = frozenset(
    "ltd limited co company corp corporation inc incorporated llc llp plc gmbh ag kg bv nv sa sarl sas srl spa oy ab"
    " as aps pty pte kk the and".split()
)


def name_key(name: str) -> str:
    """Return a name without legal form, brackets' kind, blanks, marks and case: equal keys, likely one firm.

    A name that consists of nothing but such words keeps them.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"[.'’]", "", text)
    words = re.findall(r"[\w]+", text)
    kept = "".join(each for each in words if each not in _LEGAL_WORDS)
    return (_LEGAL_FORMS.sub("", kept) or kept or "".join(words))[:200]
