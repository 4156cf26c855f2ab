"""A critical role needs two people; nobody confirms his own proposal, his own role, or the role of who gave him his."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hadir.accounts import permissions, proposals, services
from hadir.accounts.models import GrantProposal, ProposalState, User
from hadir.accounts.roles import Role
from hadir.accounts.services import GrantData
from hadir.audit import selectors as audit
from hadir.lib.authority import Right
from hadir.lib.errors import Conflict, Expired, InvalidInput, NotFound, NotPermitted
from hadir.people.models import OrgUnit
from tests.cast import BEGIN, SYSTEM, Cast, grant

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


def propose(actor: User, user: User, unit: OrgUnit, role: Role = Role.OPD_OPERATOR) -> GrantProposal:
    data = GrantData(role, unit.pk, BEGIN, legal_basis="SK Kepala BKPSDM 7/2025")
    return proposals.propose_grant(actor, user_id=user.pk, data=data, now=NOW)


@pytest.fixture
def second(cast: Cast) -> User:
    """Dedi as a second officer of the HR agency."""
    services.revoke_grant(SYSTEM, grant_id=cast.dedi.grants.get().pk, now=NOW)
    grant(SYSTEM, cast.dedi, Role.HR_AGENCY)
    return cast.dedi


@pytest.fixture
def head(cast: Cast) -> User:
    """Rahma as head of the Sekretariat."""
    grant(SYSTEM, cast.rahma, Role.OPD_HEAD, cast.setda)
    return cast.rahma


def test_one_person_alone_gives_no_critical_role(cast: Cast) -> None:
    for role in (Role.OPD_OPERATOR, Role.OPD_HEAD):
        with pytest.raises(NotPermitted, match="second_person_needed"):
            grant(cast.wati, cast.budi, role, cast.setda)
    assert not cast.budi.grants.exists()


def test_a_proposal_gives_nothing_until_the_second_officer_confirms(cast: Cast, second: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    assert not permissions.has(cast.budi, Right.SEE_EVIDENCE, cast.setda)
    given = proposals.confirm_grant(second, proposal.pk, now=NOW)
    assert permissions.has(cast.budi, Right.SEE_EVIDENCE, cast.setda)
    assert (given.granted_by, given.confirmed_by) == (cast.wati, second)
    actions = [entry.action for entry in audit.entries_about(f"user:{cast.budi.pk}")][:3]
    assert actions == ["accounts.proposal_confirmed", "accounts.grant_role", "accounts.propose_grant"]


def test_the_head_of_the_opd_is_the_second_person_where_there_is_one_officer(cast: Cast, head: User) -> None:
    proposals.confirm_grant(head, propose(cast.wati, cast.budi, cast.bagian_umum).pk, now=NOW)
    assert permissions.has(cast.budi, Right.SEE_EVIDENCE, cast.bagian_umum)


def test_the_head_of_another_opd_sees_no_proposal(cast: Cast) -> None:
    grant(SYSTEM, cast.dedi, Role.OPD_HEAD, cast.dinkes)
    proposal = propose(cast.wati, cast.budi, cast.setda)
    for refuse in (
        lambda: proposals.confirm_grant(cast.dedi, proposal.pk, now=NOW),
        lambda: proposals.decline_grant(cast.dedi, proposal.pk, reason="x", now=NOW),
        lambda: proposals.withdraw_proposal(cast.dedi, proposal.pk, now=NOW),
    ):
        with pytest.raises(NotFound, match="proposal_not_found"):
            refuse()


@pytest.mark.parametrize("who", ["made", "siti", "agus", "dewi", "budi"])
def test_nobody_else_proposes_or_confirms(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted, match="not_permitted"):
        propose(getattr(cast, who), cast.budi if who != "budi" else cast.siti, cast.bagian_umum)
    proposal = propose(cast.wati, cast.budi, cast.bagian_umum)
    with pytest.raises(NotFound, match="proposal_not_found"):
        proposals.confirm_grant(getattr(cast, who), proposal.pk, now=NOW)


def test_the_proposer_never_confirms(cast: Cast) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    with pytest.raises(NotPermitted, match="second_person_needed"):
        proposals.confirm_grant(cast.wati, proposal.pk, now=NOW)
    with pytest.raises(NotPermitted, match="second_person_needed"):
        proposals.decline_grant(cast.wati, proposal.pk, reason="x", now=NOW)


def test_nobody_proposes_or_confirms_a_role_for_himself(cast: Cast, head: User) -> None:
    with pytest.raises(NotPermitted, match="not_for_oneself"):
        propose(cast.wati, cast.wati, cast.setda)
    with pytest.raises(NotPermitted, match="not_for_oneself"):
        proposals.confirm_grant(head, propose(cast.wati, head, cast.bagian_umum).pk, now=NOW)


def test_nobody_ends_the_own_role(cast: Cast) -> None:
    second = grant(SYSTEM, cast.budi, Role.HR_AGENCY)
    with pytest.raises(NotPermitted):
        services.revoke_grant(cast.budi, grant_id=second.pk, now=NOW)
    examiner = grant(SYSTEM, cast.budi, Role.EXAMINER, cast.setda)
    with pytest.raises(NotPermitted, match="not_for_oneself"):
        services.revoke_grant(cast.budi, grant_id=examiner.pk, now=NOW)
    assert services.revoke_grant(cast.wati, grant_id=examiner.pk, now=NOW).revoked_at == NOW


def test_roles_are_not_passed_round_in_a_circle(cast: Cast, second: User) -> None:
    """Rahma's headship came from Wati and Dedi; she confirms nothing for either, until her role has ended."""
    given = proposals.confirm_grant(second, propose(cast.wati, cast.rahma, cast.setda, Role.OPD_HEAD).pk, now=NOW)
    wati_too = propose(second, cast.wati, cast.setda)
    with pytest.raises(Conflict, match="grant_circle"):
        proposals.confirm_grant(cast.rahma, wati_too.pk, now=NOW)
    services.revoke_grant(SYSTEM, grant_id=given.pk, now=NOW)
    grant(SYSTEM, cast.rahma, Role.OPD_HEAD, cast.setda)
    proposals.confirm_grant(cast.rahma, wati_too.pk, now=NOW)


def test_a_decision_is_made_once(cast: Cast, head: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    with pytest.raises(InvalidInput, match="reason_missing"):
        proposals.decline_grant(head, proposal.pk, reason="  ", now=NOW)
    declined = proposals.decline_grant(head, proposal.pk, reason="Pindah tugas", now=NOW)
    assert (declined.state, declined.reason) == (ProposalState.DECLINED, "Pindah tugas")
    for again in (proposals.confirm_grant, proposals.withdraw_proposal):
        with pytest.raises(Conflict, match="proposal_decided"):
            again(head if again is proposals.confirm_grant else cast.wati, proposal.pk, now=NOW)
    assert not cast.budi.grants.exists()


def test_a_proposal_that_nobody_decides_dies_and_makes_room(cast: Cast, head: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    with pytest.raises(Conflict, match="proposal_exists"):
        propose(cast.wati, cast.budi, cast.setda)
    with pytest.raises(Expired, match="proposal_expired"):
        proposals.confirm_grant(head, proposal.pk, now=NOW + timedelta(days=14))
    data = GrantData(Role.OPD_OPERATOR, cast.setda.pk, BEGIN)
    later = proposals.propose_grant(cast.wati, user_id=cast.budi.pk, data=data, now=NOW + timedelta(days=15))
    proposals.confirm_grant(head, later.pk, now=NOW + timedelta(days=15))


def test_a_proposal_dies_with_the_proposer_s_own_role(cast: Cast, head: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    services.revoke_grant(SYSTEM, grant_id=cast.wati.grants.get().pk, now=NOW)
    with pytest.raises(Expired, match="proposal_expired"):
        proposals.confirm_grant(head, proposal.pk, now=NOW)


def test_the_proposer_may_think_again(cast: Cast) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    assert proposals.withdraw_proposal(cast.wati, proposal.pk, now=NOW).state == ProposalState.WITHDRAWN


def test_what_was_given_meanwhile_is_not_given_twice(cast: Cast, head: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    grant(SYSTEM, cast.budi, Role.OPD_OPERATOR, cast.setda)
    with pytest.raises((Conflict, InvalidInput)):
        proposals.confirm_grant(head, proposal.pk, now=NOW)
    with pytest.raises(Conflict, match="exists"):
        propose(cast.wati, cast.siti, cast.setda)


def test_kept_apart_holds_at_confirmation_too(cast: Cast, head: User) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    grant(SYSTEM, cast.budi, Role.AUDITOR, cast.setda, valid_from=date(2025, 6, 1))
    with pytest.raises(Conflict, match="roles_conflict"):
        proposals.confirm_grant(head, proposal.pk, now=NOW)


@pytest.mark.parametrize("values", [{"state": "confirmed"}, {"state": "declined"}, {"decided_at": NOW}])
def test_the_database_asks_for_the_second_person_itself(cast: Cast, values: dict[str, object]) -> None:
    proposal = propose(cast.wati, cast.budi, cast.setda)
    for decider in (None, cast.wati, cast.budi):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantProposal.objects.filter(pk=proposal.pk).update(decided_by=decider, **{"decided_at": NOW, **values})
