"""Critical roles are given by two people: one of the HR agency proposes, another, or the head of the OPD, confirms.

A regency with a single HR officer has the head of the OPD as the second person, or the command line on the server.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hadir.accounts import permissions, rules, services, telling, texts
from hadir.accounts.models import GrantProposal, ProposalState, RoleGrant, User
from hadir.accounts.roles import RIGHT_TO_GRANT, Role, needs_second_person
from hadir.accounts.services import GrantData
from hadir.audit import services as audit
from hadir.audit.viewer import seeing_everything
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, Expired, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people.saving import save


@transaction.atomic
def propose_grant(actor: User, *, user_id: int, data: GrantData, now: datetime) -> GrantProposal:
    """Ask for a critical role for somebody. Nothing is granted until a second person confirms.

    Raises as `services.grant_role` does, and `InvalidInput` (no_proposal_needed), `Conflict` (proposal_exists).
    """
    services.check_grant(actor, user_id=user_id, data=data)
    if data.unit_id is None or not needs_second_person(data.role):
        raise InvalidInput("no_proposal_needed", texts.NO_PROPOSAL_NEEDED)
    account = services.locked(user_id)
    _close_expired(account, now)
    proposal = GrantProposal(
        user=account,
        role=data.role,
        unit_id=data.unit_id,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        legal_basis=data.legal_basis,
        proposed_by=actor,
        proposed_at=now,
        expires_at=now + rules.PROPOSAL_LIFE,
    )
    _refuse_twice(data, account)
    save(proposal)
    telling.grant_proposed(proposal, permissions.today_for(actor))
    _record(actor, "propose_grant", proposal)
    return proposal


@transaction.atomic
def confirm_grant(actor: User, proposal_id: int, *, now: datetime) -> RoleGrant:
    """The second person says yes; the role holds from its first day on.

    Raises `NotPermitted` (second_person_needed, not_for_oneself), `Conflict` (proposal_decided, roles_conflict, exists,
    grant_circle), `Expired` (proposal_expired), `NotFound` (proposal_not_found).
    """
    proposal = _for_decision(actor, proposal_id, now=now)
    services.check_not_between(actor, proposal.user_id)
    with seeing_everything("whether the proposer still may, whatever the confirmer sees of the proposer"):
        still = permissions.has(proposal.proposed_by, RIGHT_TO_GRANT[Role(proposal.role)], proposal.unit_id)
    if not still:
        raise Expired("proposal_expired", texts.PROPOSER_GONE)
    data = GrantData(
        Role(proposal.role), proposal.unit_id, proposal.valid_from, proposal.valid_to, proposal.legal_basis
    )
    grant = services.give(
        actor, user_id=proposal.user_id, data=data, granted_by=proposal.proposed_by_id, confirmed_by=actor.pk
    )
    proposal.grant = grant
    _decide(actor, proposal, ProposalState.CONFIRMED, reason="", now=now)
    return grant


@transaction.atomic
def decline_grant(actor: User, proposal_id: int, *, reason: str, now: datetime) -> GrantProposal:
    """The second person says no, with a reason."""
    proposal = _for_decision(actor, proposal_id, now=now)
    if not reason.strip():
        raise InvalidInput("reason_missing", texts.REASON_MISSING, fields={"reason": texts.REASON_MISSING})
    return _decide(actor, proposal, ProposalState.DECLINED, reason=reason.strip()[:300], now=now)


@transaction.atomic
def withdraw_proposal(actor: User, proposal_id: int, *, now: datetime) -> GrantProposal:
    """The proposer takes it back."""
    proposal = _locked(proposal_id)
    if proposal.proposed_by_id != actor.pk:
        raise _no_such()
    _check_open(proposal, now)
    return _decide(actor, proposal, ProposalState.WITHDRAWN, reason="", now=now)


def _for_decision(actor: User, proposal_id: int, *, now: datetime) -> GrantProposal:
    """Locked and open. A proposal for somebody else's unit looks like one that does not exist."""
    proposal = _locked(proposal_id)
    try:
        actor.require(Right.CONFIRM_GRANT, proposal.unit_id)
    except NotPermitted:
        raise _no_such() from None
    if proposal.proposed_by_id == actor.pk:
        raise NotPermitted("second_person_needed", texts.PROPOSER_DECIDES_NOT)
    if proposal.user_id == actor.pk:
        raise NotPermitted("not_for_oneself", texts.NOT_FOR_ONESELF)
    _check_open(proposal, now)
    return proposal


def _check_open(proposal: GrantProposal, now: datetime) -> None:
    if proposal.state != ProposalState.PENDING:
        raise Conflict("proposal_decided", texts.PROPOSAL_DECIDED)
    if proposal.expires_at <= now:
        raise Expired("proposal_expired", texts.PROPOSAL_EXPIRED)


def _decide(actor: User, proposal: GrantProposal, state: ProposalState, *, reason: str, now: datetime) -> GrantProposal:
    proposal.state, proposal.reason = state, reason
    proposal.decided_by, proposal.decided_at = actor, now
    save(proposal)
    if state is not ProposalState.WITHDRAWN:
        telling.grant_decided(proposal)
    _record(actor, f"proposal_{state.value}", proposal)
    return proposal


def _close_expired(account: User, now: datetime) -> None:
    """What nobody decided in time makes room for a new proposal; its proposer counts as having let it go."""
    for proposal in GrantProposal.objects.filter(user=account, state=ProposalState.PENDING, expires_at__lte=now):
        proposal.state = ProposalState.WITHDRAWN
        proposal.decided_by, proposal.decided_at = proposal.proposed_by, proposal.expires_at
        proposal.save()


def _refuse_twice(data: GrantData, account: User) -> None:
    same = {"user": account, "role": data.role, "unit_id": data.unit_id}
    if GrantProposal.objects.filter(**same, state=ProposalState.PENDING).exists():
        raise Conflict("proposal_exists", texts.PROPOSAL_EXISTS)
    if RoleGrant.objects.filter(**same, valid_to__isnull=True, revoked_at__isnull=True).exists():
        raise Conflict("exists", texts.GRANT_EXISTS)


def _locked(proposal_id: int) -> GrantProposal:
    proposal = GrantProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise _no_such()
    return proposal


def _no_such() -> HadirError:
    return NotFound("proposal_not_found", texts.PROPOSAL_NOT_FOUND)


def _record(actor: User, deed: str, proposal: GrantProposal) -> None:
    detail = {
        "proposal": proposal.pk,
        "role": str(proposal.role),
        "from": proposal.valid_from.isoformat(),
        "to": proposal.valid_to.isoformat() if proposal.valid_to else None,
        "basis": proposal.legal_basis,
        "reason": proposal.reason,
    }
    audit.record(
        f"accounts.{deed}",
        actor=actor.actor,
        subject=f"user:{proposal.user_id}",
        detail=detail,
        unit_id=proposal.unit_id,
        right=Right.CONFIRM_GRANT if actor.pk != proposal.proposed_by_id else RIGHT_TO_GRANT[Role(proposal.role)],
    )
