"""Departments and the places of users in them. What a user may do comes from roles, never from here."""

from django.db import models

from nonet.kernel.guards import audited, no_delete
from nonet.kernel.scoping import CompanyOwned


@audited()
class Department(CompanyOwned):
    """A part of the company, under another one or at the top; its head decides for it."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    head = models.ForeignKey("kernel.User", models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="department_code")]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name


@audited()
class Post(CompanyOwned):
    """Where a user works in the company, and under whom. Without a superior, the department's head is it."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="posts")
    superior = models.ForeignKey("kernel.User", models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.department or self.title}"
