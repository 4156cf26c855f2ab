"""Telling people what happened to their account and their roles, in the transaction of the deed."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import Elevation, GrantProposal, ProposalState, RoleGrant, User
from hadir.accounts.roles import ROLES_WITH, Role
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Authority, Right
from hadir.notices import services as notices
from hadir.notices.rules import Kind
from hadir.people import selectors as people

_REGION = _("seluruh daerah")
_COMMAND_LINE = _("pengelola server")


def role_granted(grant: RoleGrant) -> None:
    """The person learns of a role, also when nobody asked for it."""
    _of_role(Kind.ROLE_GRANTED, grant, from_on=grant.valid_from.isoformat())


def role_ended(grant: RoleGrant, day: date) -> None:
    """The person learns that a role has ended, by its date or by somebody."""
    _of_role(Kind.ROLE_ENDED, grant, end_on=day.isoformat())


def grant_proposed(proposal: GrantProposal, day: date) -> None:
    """Whoever may confirm is told that somebody waits."""
    facts = {
        "name": proposal.user.display_name,
        "role_text": _source(Role(proposal.role).label),
        "scope_text": proposal.unit.name,
    }
    notices.send(
        Kind.GRANT_PROPOSED,
        user_ids=_confirmers(proposal, day) - {proposal.proposed_by_id, proposal.user_id},
        facts=facts,
        link=reverse("proposals"),
        about=f"proposal:{proposal.pk}",
    )


def grant_decided(proposal: GrantProposal) -> None:
    """The proposer is told what the second person said."""
    notices.send(
        Kind.GRANT_DECIDED,
        user_ids=[proposal.proposed_by_id],
        facts={
            "name": proposal.user.display_name,
            "role_text": _source(Role(proposal.role).label),
            "decision_text": _source(ProposalState(proposal.state).label),
        },
        link=reverse("proposals"),
        about=f"proposal:{proposal.pk}",
    )


def link_issued(actor: Authority, account: User) -> None:
    """Whoever has an account already must hear that somebody else got a way into it."""
    issuer = _source(_COMMAND_LINE) if actor.actor.id is None else actor.actor.label.partition(" (")[0]
    notices.send(
        Kind.LINK_ISSUED,
        user_ids=[account.pk],
        facts={"issuer": issuer},
        link=reverse("security"),
        about=f"user:{account.pk}",
    )


def elevation_used(elevation: Elevation) -> None:
    """The person hears of every opening of a sensitive right with the account: it may have been somebody else."""
    notices.send(
        Kind.ELEVATION_USED,
        user_ids=[elevation.user_id],
        facts={},
        link=reverse("elevations"),
        about=f"elevation:{elevation.pk}",
    )


def _of_role(kind: Kind, grant: RoleGrant, **when: str) -> None:
    scope = grant.unit.name if grant.unit is not None else _source(_REGION)
    notices.send(
        kind,
        user_ids=[grant.user_id],
        facts={"role_text": _source(Role(grant.role).label), "scope_text": scope, **when},
        link=reverse("grants_of", args=[grant.user_id]),
        about=f"grant:{grant.pk}",
    )


def _confirmers(proposal: GrantProposal, day: date) -> set[int]:
    """Accounts whose role or headship lets them confirm for the unit on that day."""
    line = people.line_of(proposal.unit_id)
    with seeing_everything("who has to be told; the proposer learns nothing of them"):
        grants = RoleGrant.objects.filter(permissions.valid_on(day), role__in=ROLES_WITH[Right.CONFIRM_GRANT])
        pairs = grants.values_list("user_id", "unit_id")
        granted = {user_id for user_id, unit_id in pairs if unit_id in {None, *line}}
        agency = people.opd_of(proposal.unit)
        heads = people.heads_of([agency.pk], day).values() if agency is not None else []
        accounts = User.objects.filter(employee__in=[head.employee_id for head in heads])
        return granted.union(accounts.values_list("pk", flat=True))


def _source(text: str | Promise) -> str:
    """Indonesian source text: readers get it in their own language."""
    with translation.override("id"):
        return str(text)
