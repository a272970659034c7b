"""The kernel's nouns: companies, users and their roles, unlocked systems, number series, job runs, keys."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from nonet.kernel.fields import CurrencyField, RecordedAtField
from nonet.kernel.guards import append_only, audited, no_delete
from nonet.kernel.scoping import BookRow, CompanyOwned


@audited()
class Company(models.Model):
    """A legal person that keeps its own books; several live in one database and never see each other."""

    CODES = ("chart", "costing_method")

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="CN")
    currency = CurrencyField(default="CNY")
    language = models.CharField(max_length=10, default="zh-hans")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    tax_number = models.CharField(max_length=30, blank=True)
    chart = models.CharField(max_length=30, default="cn-small")
    costing_method = models.CharField(max_length=10, default="average")
    policy = models.JSONField(default=dict, blank=True)
    created_at = RecordedAtField()

    class Meta:
        triggers = [no_delete()]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


@audited(exclude=["last_login"], untold=["password"])
class User(AbstractUser):
    """A person or program that signs in; what it may do comes from its memberships."""

    language = models.CharField(max_length=10, blank=True)
    full_name = models.CharField(max_length=100, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    home_company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["mobile"], condition=~models.Q(mobile=""), name="user_mobile_once"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username


@audited(untold=["given"])
class Role(CompanyOwned):
    """A named set of verbs; ``stock.*`` grants a whole book or system.

    ``given`` is what the ready role of this code brought last, so that a release adds what is new in it and nothing
    that the company has taken away.
    """

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    verbs = ArrayField(models.CharField(max_length=80), default=list)
    given = ArrayField(models.CharField(max_length=80), default=list, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="role_code")]

    def __str__(self) -> str:
        return self.name


@audited()
class Membership(CompanyOwned):
    """A user's place in one company, through one role; a user may hold several."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"


@audited(exclude=["last_used_at"])
class ApiToken(CompanyOwned):
    """A program's key to one company in a user's name. Only its hash is kept; ``scopes`` narrow the user's verbs."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = RecordedAtField()

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"


class SignInEvent(models.Model):
    """What happened at the door: who came in, who failed, who was locked out, and from where.

    ``key`` tells which account was tried without keeping what a stranger typed: somebody may have typed a password.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in"
        FAILED = "failed"
        CODE_FAILED = "code_failed"
        LOCKED = "locked"
        LIFTED = "lifted"
        LINK_ISSUED = "link_issued"
        PASSWORD_SET = "password_set"
        SECOND_FACTOR_ADDED = "second_factor_added"
        SECOND_FACTOR_REMOVED = "second_factor_removed"
        TOKEN_SEEN = "token_seen"

    user = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=25, choices=Kind)
    key = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    at = RecordedAtField()

    class Meta:
        verbose_name = "sign-in event"
        indexes = [
            models.Index(fields=["key", "-at"], name="sign_in_event_key"),
            models.Index(fields=["address", "-at"], name="sign_in_event_address"),
            models.Index(fields=["user", "-at"], name="sign_in_event_user"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


@audited()
class SystemUnlock(CompanyOwned):
    """A system that a company has unlocked, and why."""

    system = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    unlocked_at = RecordedAtField()
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "system"], name="unlock_once")]

    def __str__(self) -> str:
        return self.system


class Unit(models.Model):
    """A unit of measure, shared by all companies; ``factor`` turns it into its dimension's base unit."""

    class Dimension(models.TextChoices):
        COUNT = "count"
        WEIGHT = "weight"
        LENGTH = "length"
        AREA = "area"
        VOLUME = "volume"
        TIME = "time"

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=50)
    name_zh_hans = models.CharField(max_length=50)
    name_zh_hant = models.CharField(max_length=50)
    dimension = models.CharField(max_length=10, choices=Dimension)
    factor = models.DecimalField(max_digits=24, decimal_places=12)
    decimals = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class GaplessSeries(BookRow):
    """The next number of a legal series; one row a company, series and period, locked until the commit."""

    series = models.CharField(max_length=40)
    period = models.CharField(max_length=10, blank=True)
    next_number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "series", "period"], name="gapless_series_key")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period}"


class IdempotencyKey(BookRow):
    """A request from outside, by its key: what it asked, and what was answered."""

    key = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = RecordedAtField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key


class RawMessage(BookRow):
    """What came from outside, as it came: kept before anything is made of it."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    payload = models.JSONField()
    received_at = RecordedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "external_id"], name="raw_message_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class JobRun(CompanyOwned):
    """A job's progress as people see it; the queue itself is procrastinate's."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200, blank=True)
    job_id = models.BigIntegerField(null=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.TextField(blank=True)
    result = models.JSONField(null=True)
    created_at = RecordedAtField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company", "-created_at"], name="job_run_recent")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
