"""Log-ins, dated grants of roles, and invitations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.roles import OF_A_UNIT, REGION_WIDE, Role
from hadir.lib.authority import Actor, Right
from hadir.people import selectors as people
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
        return Actor(id=self.pk, label=f"{self.display_name} ({self.username})", employee_id=self.employee_id)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the work place; without one, that of the region. Asked at every right, so remembered."""
        return self.employee.work_place.zone if self.employee is not None else people.zone_of_region()

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
    end_told_at = models.DateTimeField(null=True, blank=True, editable=False)  # when the person heard of the end
    # Null: the command line. Who gave a role must not be given one by its holder.
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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
            models.CheckConstraint(
                condition=(Q(granted_by__isnull=True) | ~Q(granted_by=F("user")))
                & (Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("granted_by")))),
                name="accounts_grant_by_others",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


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


class ProposalState(models.TextChoices):
    PENDING = "pending", _("menunggu orang kedua")
    CONFIRMED = "confirmed", _("disetujui")
    DECLINED = "declined", _("ditolak")
    WITHDRAWN = "withdrawn", _("ditarik")


class GrantProposal(models.Model):
    """A role that one person wants to give and another has to confirm; dies when nobody does in time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("berlaku mulai"))
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PENDING)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    grant = models.OneToOneField(RoleGrant, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(user=F("proposed_by")), name="accounts_proposal_for_others"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PENDING, decided_by__isnull=True, decided_at__isnull=True)
                | Q(state=ProposalState.WITHDRAWN, decided_by=F("proposed_by"), decided_at__isnull=False)
                | (
                    Q(state__in=[ProposalState.CONFIRMED, ProposalState.DECLINED])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("user"))
                ),
                name="accounts_proposal_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.CONFIRMED, grant__isnull=False)
                | (~Q(state=ProposalState.CONFIRMED) & Q(grant__isnull=True)),
                name="accounts_proposal_grant",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("proposed_at")), name="accounts_proposal_span"),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(state=ProposalState.PENDING),
                name="accounts_one_pending_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}: {self.role} for user {self.user_id} ({self.state})"


class Elevation(models.Model):
    """A sensitive right, open for minutes after a fresh proof of who is there. Closed early or by its time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="elevations")
    right = models.CharField(max_length=40)
    reason = models.CharField(_("alasan"), max_length=300)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="accounts_elevation_span"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__range=(F("opened_at"), F("closes_at"))),
                name="accounts_elevation_closed",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_elevation_reason"),
        ]
        indexes = [models.Index(fields=["user", "right", "-closes_at"], name="accounts_live_elevation")]

    def __str__(self) -> str:
        return f"{self.right} of user {self.user_id} until {self.closes_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A key with which another system reads. Only its digest is kept; `prefix` names it in lists and logs."""

    name = models.CharField(_("nama"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30))
    # Null: the whole region.
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True)
    purpose = models.CharField(_("tujuan dan dasar"), max_length=300)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")) & Q(expires_at__lte=F("created_at") + timedelta(days=366)),
                name="accounts_token_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("created_by")),
                name="accounts_token_second_person",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(purpose=""), name="accounts_token_named"),
            models.CheckConstraint(condition=Q(scopes__len__gte=1), name="accounts_token_scoped"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
