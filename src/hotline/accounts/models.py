"""Units, lines (hotline numbers), people, and the frozen releases of the unit tree."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from hotline.accounts import lending
from hotline.core.vocabulary import Role
from hotline.infra.ids import uuid7


class Unit(models.Model):
    """A body in the tree of units. `level` and `kind` are words that packs use in their conditions."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    short_name = models.TextField(blank=True, default="")
    level = models.TextField(blank=True, default="")
    kind = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    areas = ArrayField(models.TextField(), default=list, blank=True)
    active = models.BooleanField(default=True)
    handles_orders = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """One line of a hotline: which pack rules it, what the pack calls it, and how its orders are numbered."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    code = models.TextField(default="12345", help_text="The id of the line in its pack: two packs may both have 12345")
    prefix = models.TextField(unique=True, help_text="Begins every order number of the line: DZ in DZ20261122-00017")
    pack = models.TextField()
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their account name; creates them with a password that is hashed."""

    def create_person(self, username: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """Django's name for `create_person`."""
        return self.create_person(username, password, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Someone who works with the hotline: one unit, some roles, the lines he or she serves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.TextField(unique=True)
    name = models.TextField()
    title = models.TextField(blank=True, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    lines = ArrayField(models.TextField(), default=list, blank=True)
    roles = ArrayField(models.TextField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    session_version = models.IntegerField(default=1, help_text="Raised to end every open session of the person")
    must_change_password = models.BooleanField(default=False, help_text="The password was made by somebody else")

    objects = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = [models.Index(fields=["unit"], name="accounts_person_unit")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def own_roles(self) -> frozenset[Role]:
        """The person's own roles as terms; a word that is no role counts as none."""
        known = {role.value: role for role in Role if role is not Role.SYSTEM}
        return frozenset(known[word] for word in self.roles if word in known)

    @property
    def acts_for(self) -> dict[str, frozenset[Role]]:
        """For whom the person acts at this moment (A/B 角): id → the roles that were lent."""
        return lending.lent_to(self)

    @property
    def role_set(self) -> frozenset[Role]:
        """All roles the person has at this moment: the own ones and those that were lent."""
        lent = self.acts_for
        return self.own_roles.union(*lent.values()) if lent else self.own_roles

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changes with the password and with `session_version`: a session that holds another value is over."""
        return salted_hmac(
            "hotline.accounts.session", f"{self.password}:{self.session_version}", secret=secret, algorithm="sha256"
        ).hexdigest()


class SignInTry(models.Model):
    """How many tries to sign in were wrong since `since`. `key`: a keyed digest of an account, an address, or both."""

    key = models.TextField(primary_key=True)
    tries = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["since"], name="accounts_try_since")]


class DirectoryRelease(models.Model):
    """The whole unit tree as it stood once. Every command on an order names the release under which it was decided,
    so that its legality can be checked again years later. `version` is a digest of the content."""

    version = models.TextField(primary_key=True)
    published_at = models.DateTimeField()
    units = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["-published_at"], name="accounts_release_latest")]


class Delegation(models.Model):
    """`to` acts for `person` with some of his or her roles, from `starts_at` until before `ends_at` (A/B 角).

    It ends by itself. `lending.lent` says whether it holds: roles, unit and lines are looked at when it is used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    roles = ArrayField(models.TextField())
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], name="accounts_delegation_open", condition=models.Q(withdrawn_at=None)),
            models.Index(fields=["person", "-made_at"], name="accounts_delegation_person"),
        ]


class AuditEntry(models.Model):
    """What somebody did that is no event of an order: signing in, administration, exports, prints. Append-only.

    `subject` names what it was about (a unit, an account, a line, an order's number, a list); `detail` holds what
    changed, never a citizen's data. Who saw a citizen's contact is in `orders` (ContactAccess).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    person = models.TextField()
    act = models.TextField()
    subject = models.TextField(default="")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="accounts_audit_latest"),
            models.Index(fields=["person", "-at"], name="accounts_audit_person"),
            models.Index(fields=["subject", "-at"], name="accounts_audit_subject"),
        ]


class ScreenLink(models.Model):
    """A screen in a hall that may show numbers of these lines without anybody signed in. `digest`: of its token."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.TextField()
    digest = models.TextField(unique=True)
    lines = ArrayField(models.TextField())
    made_by = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
