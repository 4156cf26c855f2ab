"""Log-ins, dated grants of roles, and invitations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.roles import OF_A_UNIT, REGION_WIDE, Role
from hadir.lib.authority import Actor, Right
from hadir.people.models import Employee, OrgUnit


class Language(models.TextChoices):
    INDONESIAN = "id", "Bahasa Indonesia"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A log-in; without a password nobody can sign in until an invitation is accepted."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A log-in. For employees the username is the NIP; there is no superuser: rights come from dated grants."""

    username = models.CharField(_("NIP atau nama pengguna"), max_length=150, unique=True)
    display_name = models.CharField(_("nama"), max_length=260)
    email = models.EmailField(_("surel"), blank=True)
    employee = models.OneToOneField(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    # Empty: never chosen, then the cookie of the sign-in page decides.
    language = models.CharField(_("bahasa"), max_length=5, choices=Language, blank=True, default="")
    is_active = models.BooleanField(_("aktif"), default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["display_name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_username_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="accounts_email_once"),
            models.CheckConstraint(condition=Q(language__in=["", *Language.values]), name="accounts_language"),
            models.CheckConstraint(condition=~Q(username="") & ~Q(display_name=""), name="accounts_user_named"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def actor(self) -> Actor:
        """The name under which deeds of this account are logged."""
        return Actor(id=self.pk, label=f"{self.display_name} ({self.username})")

    def require(self, right: Right, unit_id: int | None) -> None:
        """See `hadir.lib.authority.Authority`."""
        permissions.require(self, right, unit_id)

    def get_session_auth_hash(self) -> str:
        """Django's hash of the password, joined by the epoch: raising it ends every session of the account."""
        return f"{self.session_epoch}:{super().get_session_auth_hash()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for digest in super().get_session_auth_fallback_hash():
            yield f"{self.session_epoch}:{digest}"


class RoleGrant(models.Model):
    """A role, for a unit and everything below it, for a span of days. Ended by a date or revoked, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar"), max_length=200, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user", "role", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(OF_A_UNIT), unit__isnull=False)
                | Q(role__in=sorted(REGION_WIDE), unit__isnull=True)
                | Q(role=Role.AUDITOR),
                name="accounts_grant_scope",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="accounts_grant_span"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(valid_to__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="accounts_one_open_grant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id or '*'} {self.valid_from}..{self.valid_to or ''}"


class Invitation(models.Model):
    """A one-time link with which a person sets the first password. Only the digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    # Null: the command line. Whoever hands out the link could use it, so approvals ask who it was.
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="accounts_invitation_span"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="accounts_used_or_revoked"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="accounts_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} for user {self.user_id}"
