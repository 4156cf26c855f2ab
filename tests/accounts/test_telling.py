"""People hear what happens to their account and their roles."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hadir.accounts import elevations, invitations, proposals, services
from hadir.accounts.models import User
from hadir.accounts.roles import Role
from hadir.accounts.services import GrantData
from hadir.lib.authority import Right
from hadir.notices.models import Notice
from tests.cast import BEGIN, SYSTEM, Cast, bare, grant

NOW = datetime(2025, 3, 31, 1, 0, tzinfo=UTC)


def told(user: User) -> list[tuple[str, dict[str, object]]]:
    return [(row.kind, row.facts) for row in Notice.objects.filter(user_id=user.pk).order_by("id")]


def test_who_gets_and_loses_a_role_is_told(cast: Cast) -> None:
    before = len(told(cast.budi))
    given = grant(cast.wati, cast.budi, Role.EXAMINER, cast.setda)
    services.revoke_grant(cast.wati, grant_id=given.pk, now=NOW)
    granted, ended = told(cast.budi)[before:]
    assert granted == (
        "role_granted",
        {"role_text": "Tim pemeriksa", "scope_text": "Sekretariat Daerah", "from_on": "2025-01-01"},
    )
    assert ended[0] == "role_ended"


def test_a_role_that_ends_by_its_date_is_told_once_also_when_the_worker_was_away(cast: Cast) -> None:
    grant(SYSTEM, cast.budi, Role.EXAMINER, cast.setda, valid_to=date(2025, 3, 30))
    assert services.tell_ended_roles(last_day=date(2025, 3, 29), now=NOW) == 0
    assert services.tell_ended_roles(last_day=date(2025, 4, 3), now=NOW) == 1
    assert told(cast.budi)[-1][1]["end_on"] == "2025-03-30"
    assert services.tell_ended_roles(last_day=date(2025, 4, 3), now=NOW) == 0


def test_a_role_that_was_taken_away_is_not_told_again_at_its_date(cast: Cast) -> None:
    given = grant(SYSTEM, cast.budi, Role.EXAMINER, cast.setda, valid_to=date(2025, 3, 31))
    services.revoke_grant(cast.wati, grant_id=given.pk, now=NOW)
    assert services.tell_ended_roles(last_day=date(2025, 4, 1), now=NOW) == 0


def test_a_proposal_is_told_to_who_may_confirm_and_its_end_to_the_proposer(cast: Cast) -> None:
    grant(SYSTEM, cast.rahma, Role.OPD_HEAD, cast.setda)
    grant(SYSTEM, cast.dedi, Role.OPD_HEAD, cast.dinkes)
    data = GrantData(Role.OPD_OPERATOR, cast.bagian_umum.pk, BEGIN)
    proposal = proposals.propose_grant(cast.wati, user_id=cast.budi.pk, data=data, now=NOW)
    waiting = Notice.objects.filter(kind="grant_proposed").values_list("user_id", flat=True)
    assert set(waiting) == {cast.rahma.pk}
    proposals.decline_grant(cast.rahma, proposal.pk, reason="Pindah tugas", now=NOW)
    assert told(cast.wati)[-1] == (
        "grant_decided",
        {"name": "Budi Contoh", "role_text": "Operator OPD", "decision_text": "ditolak"},
    )


def test_an_opened_right_and_a_link_into_the_account_are_told_to_its_owner(cast: Cast) -> None:
    elevations.open_elevation(cast.siti, right=Right.SEE_EVIDENCE, reason="Aduan 12", proved_at=NOW, now=NOW)
    assert told(cast.siti)[-1][0] == "elevation_used"
    invitations.restore_access(cast.siti, user_id=cast.budi.pk, link=bare, now=NOW)
    assert told(cast.budi)[-1] == ("link_issued", {"issuer": "Siti Contoh"})
