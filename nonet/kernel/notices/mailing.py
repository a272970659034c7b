"""What users have not read, by mail once a day to those who want it so."""

import json
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.models import Company
from nonet.kernel.notices.kinds import text_of
from nonet.kernel.notices.models import Notice

SHOWN = 30
HOUR = 8
"""The hour of the company's day at which the mail goes out."""

_UNREAD = """
SELECT n.id, n.kind, n.params, n.link, u.id AS user_id, u.email, u.language
FROM notices_preference p
JOIN kernel_user u ON u.id = p.user_id AND u.is_active AND u.email <> ''
JOIN notices_notice n ON n.company_id = p.company_id AND n.user_id = p.user_id
WHERE p.company_id = %s AND p.daily_mail AND n.read_at IS NULL AND n.mailed_at IS NULL ORDER BY u.id, n.id DESC
"""


def send_digests() -> int:
    """Mail each user of the company at work who wants it what is unread and not mailed yet; return the mails sent."""
    by_user: dict[int, list[Any]] = defaultdict(list)
    for each in sql.rows(_UNREAD, (current_company_id(),)):
        by_user[each.user_id].append(each)
    if not by_user:
        return 0
    company = Company.objects.get(pk=current_company_id())
    sent = get_connection().send_messages([_mail(company, rows) for rows in by_user.values()]) or 0
    ids = [each.id for rows in by_user.values() for each in rows]
    Notice.objects.filter(pk__in=ids).update(mailed_at=timezone.now())
    return sent


def _mail(company: Company, rows: list[Any]) -> EmailMessage:
    with override(rows[0].language or company.language):
        lines = [f"· {_line(each)}" for each in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(_("… and %(count)s more on the desk.") % {"count": len(rows) - SHOWN})
        subject = ngettext("%(company)s: %(count)s notice", "%(company)s: %(count)s notices", len(rows))
        return EmailMessage(
            subject % {"company": company.name, "count": len(rows)}, "\n".join(lines), to=[rows[0].email]
        )


def _line(row: Any) -> str:
    text = text_of(row.kind, json.loads(row.params))
    return f"{text}\n  {settings.DESK_URL}{row.link}" if row.link and settings.DESK_URL else text
