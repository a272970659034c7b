"""Rules, requests with the tasks of their approvers, what was decided, who stands in for whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from nonet.kernel.fields import AmountField, CurrencyField, RateField, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete, state_machine
from nonet.kernel.scoping import CompanyOwned


class Own(models.TextChoices):
    """What becomes of the part of an asker who is approver too."""

    FORBID = "forbid", "somebody else decides"
    ALLOW = "allow", "may decide the own request"
    AUTO = "auto", "counts as approved"


@audited()
class Rule(CompanyOwned):
    """When a guarded step needs approval, and by whom. All its conditions must hold; the first rule that fits decides.

    ``steps`` is a chain: ``[{"need": "any" | "all" | "count", "count": 1, "above": null, "who": [{"kind": "user" |
    "role" | "head" | "superior", "id": 7}]}]``. No steps: what fits is free. Amounts are in the company's currency.
    """

    name = models.CharField(max_length=100)
    point = models.CharField(max_length=40)
    position = models.PositiveIntegerField(default=10)
    amount_above = AmountField(null=True, blank=True)
    discount_above = RateField(null=True, blank=True)
    department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    asker = models.ForeignKey("kernel.User", models.CASCADE, null=True, blank=True, related_name="+")
    asker_role = models.ForeignKey("kernel.Role", models.PROTECT, null=True, blank=True, related_name="+")
    party_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    category_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    steps = models.JSONField(default=list)
    own = models.CharField(max_length=10, choices=Own, default=Own.FORBID)
    tolerance = RateField(default=0)
    copy_to = ArrayField(models.BigIntegerField(), default=list, blank=True)
    remind_after_hours = models.PositiveIntegerField(null=True, blank=True)
    escalate_after_hours = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "point", "position"], name="rule_of_point", condition=Q(is_active=True)
            )
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name


@audited(exclude=["step", "carried", "trouble", "facts"])
class Request(CompanyOwned):
    """One document, or one piece of work handed over whole, that waits for approval or has it.

    ``subject`` names it within its point; ``facts`` is what the approvers see and what they approve, ``work`` what
    is carried out afterwards, ``rule_facts`` the rule as it was when it was asked.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        SENT_BACK = "sent_back"
        WITHDRAWN = "withdrawn"
        OUTDATED = "outdated"

    class Carried(models.TextChoices):
        NOT_YET = "not_yet"
        DONE = "done"
        FAILED = "failed"

    number = models.CharField(max_length=40)
    point = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    document_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", db_index=False)
    rule_facts = models.JSONField()
    facts = models.JSONField()
    amount = AmountField(null=True)
    currency = CurrencyField(blank=True)
    asked_by = models.ForeignKey("kernel.User", models.SET_NULL, null=True, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    asked_at = RecordedAtField()
    step = models.PositiveSmallIntegerField(default=0)
    work = models.JSONField(default=dict)
    carried = models.CharField(max_length=10, choices=Carried, default=Carried.NOT_YET)
    trouble = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="approval_number"),
            models.UniqueConstraint(
                fields=["company", "point", "subject"],
                name="approval_pending_once",
                condition=Q(state="pending"),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "point", "document_id", "-id"], name="approval_of_document"),
            models.Index(fields=["company", "asked_by", "-id"], name="approval_asked_by"),
        ]
        triggers = [
            no_delete(),
            *state_machine(
                {
                    "pending": ["approved", "rejected", "sent_back", "withdrawn", "outdated"],
                    "approved": ["outdated", "withdrawn"],
                },
                initial=["pending"],
            ),
        ]

    def __str__(self) -> str:
        return self.number


@audited(exclude=["reminded_at", "escalated_at"])
class Task(CompanyOwned):
    """One approver's part in a step. ``instead_of`` is who the part was meant for, ``why`` how it came to the user."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        REJECTED = "rejected"
        HANDED_OVER = "handed_over"
        NOT_NEEDED = "not_needed"

    request = models.ForeignKey(Request, models.PROTECT, related_name="tasks", db_index=False)
    step = models.PositiveSmallIntegerField()
    user = models.ForeignKey("kernel.User", models.PROTECT, related_name="+", db_index=False)
    instead_of = models.ForeignKey(
        "kernel.User", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    why = models.CharField(max_length=20, default="rule")
    is_required = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_at = RecordedAtField()
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "user"], name="task_open_once", condition=Q(state="open")
            )
        ]
        indexes = [
            models.Index(fields=["request", "step"], name="task_of_request"),
            models.Index(fields=["company", "user"], name="task_open", condition=Q(state="open")),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.step} {self.user_id}"


class Decision(CompanyOwned):
    """What somebody did to a request, for good: the history that is never edited."""

    class Act(models.TextChoices):
        ASK = "ask"
        APPROVE = "approve"
        REJECT = "reject"
        SEND_BACK = "send_back"
        WITHDRAW = "withdraw"
        ADD = "add"
        HAND_OVER = "hand_over"
        COPY = "copy"
        REMIND = "remind"
        ESCALATE = "escalate"
        COMMENT = "comment"
        AUTO = "auto"
        CHANGED = "changed"
        CARRY_OUT = "carry_out"
        FAIL = "fail"

    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions")
    step = models.PositiveSmallIntegerField(default=0)
    act = models.CharField(max_length=12, choices=Act)
    user = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+", db_index=False)
    instead_of = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+", db_index=False)
    to_user = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=20, blank=True)
    decided_at = RecordedAtField()

    class Meta:
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.request_id} {self.act}"


@audited()
class Delegation(CompanyOwned):
    """From one day to another somebody stands in for an approver, for all points or those named."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    stand_in = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    points = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey("kernel.User", models.SET_NULL, null=True, related_name="+", editable=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="delegation_days"),
            models.CheckConstraint(condition=~Q(user=F("stand_in")), name="delegation_other"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.stand_in}"
