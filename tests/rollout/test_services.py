"""Who decides, prepares and sees a roll-out, and what a decision needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from hadir.audit import selectors as audit
from hadir.lib.errors import InvalidInput, NotFound, NotPermitted
from hadir.lib.tables import Row, Table
from hadir.notices.models import Notice
from hadir.rollout import selectors, services
from hadir.rollout.models import OldList, PhaseDecision
from hadir.rollout.rules import Phase, Step
from hadir.rollout.services import ListData, PhaseData, SurveyData
from tests.cast import SYSTEM, Cast

TODAY = date(2025, 3, 31)
NOW = datetime(2025, 3, 31, 2, 0, tzinfo=UTC)
SURVEY = SurveyData("Wi-Fi kantor", 40, 20_000, 5_000)


def decide(
    cast: Cast, phase: Phase, *, on: date = TODAY, reason: str = "Arahan Sekda", who: str = "wati"
) -> PhaseDecision:
    data = PhaseData(phase, on, "SE Sekda 7/2025", reason)
    return services.decide_phase(getattr(cast, who), unit_id=cast.setda.pk, data=data, today=TODAY, now=NOW)


@pytest.mark.parametrize("who", ["siti", "dedi", "made", "budi", "agus", "dewi"])
def test_only_the_hr_agency_decides_a_phase(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        decide(cast, Phase.TRIAL, who=who)
    assert not PhaseDecision.objects.exists()


def test_a_decision_without_what_is_needed_wants_a_reason_and_names_the_steps(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="reason_missing") as caught:
        decide(cast, Phase.TRIAL, reason="  ")
    assert "Dasar hukum" in str(caught.value.fields[""])
    row = decide(cast, Phase.TRIAL)
    assert "decree" in row.lacking
    assert selectors.phase_of(cast.budi.employee, TODAY) is Phase.TRIAL  # type: ignore[arg-type]


def test_the_phase_reaches_every_unit_below_and_no_other_agency(cast: Cast) -> None:
    decide(cast, Phase.LIVE, on=TODAY + timedelta(days=1))
    units = [cast.setda.pk, cast.bagian_umum.pk, cast.dinkes.pk]
    assert set(selectors.counts_on(units, TODAY).values()) == {False}
    assert selectors.counts_on(units, TODAY + timedelta(days=1)) == {
        cast.setda.pk: True,
        cast.bagian_umum.pk: True,
        cast.dinkes.pk: False,
    }


def test_the_last_word_about_a_day_counts(cast: Cast) -> None:
    decide(cast, Phase.LIVE)
    decide(cast, Phase.TRIAL)
    assert selectors.phases_on([cast.setda.pk], TODAY) == {cast.setda.pk: Phase.TRIAL}


def test_a_step_back_wants_a_reason(cast: Cast) -> None:
    decide(cast, Phase.LIVE)
    with pytest.raises(InvalidInput, match="reason_missing"):
        decide(cast, Phase.PREPARING, reason="")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PhaseData(Phase.TRIAL, TODAY - timedelta(days=1), "SE 7"), "day_passed"),
        (PhaseData(Phase.TRIAL, TODAY, " "), "basis_missing"),
    ],
)
def test_the_past_is_not_decided_and_a_basis_is_needed(cast: Cast, data: PhaseData, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        services.decide_phase(cast.wati, unit_id=cast.setda.pk, data=data, today=TODAY, now=NOW)


def test_phases_belong_to_agencies_only(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="not_an_opd"):
        services.decide_phase(
            cast.wati,
            unit_id=cast.bagian_umum.pk,
            data=PhaseData(Phase.TRIAL, TODAY, "SE 7", "x"),
            today=TODAY,
            now=NOW,
        )


def test_operators_are_told_and_others_are_not(cast: Cast) -> None:
    decide(cast, Phase.TRIAL)
    told = set(Notice.objects.filter(kind="rollout_stage_changed").values_list("user_id", flat=True))
    assert told == {cast.siti.pk, cast.rahma.pk}


def test_decisions_and_ticks_stay_as_they_were(cast: Cast) -> None:
    row = decide(cast, Phase.TRIAL)
    services.mark_step(cast.siti, unit_id=cast.setda.pk, step=Step.BRIEFING, done=True, note="10 Maret", now=NOW)
    for table in ("rollout_phasedecision", "rollout_stepmark"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")
    assert PhaseDecision.objects.get(pk=row.pk).phase == "trial"


def test_a_tick_can_be_taken_back_and_both_words_stay(cast: Cast) -> None:
    for done in (True, False):
        services.mark_step(cast.siti, unit_id=cast.setda.pk, step=Step.DECREE, done=done, note="", now=NOW)
    (standing,) = selectors.standings([cast.setda], today=TODAY, now=NOW)
    state = next(one for one in standing.steps if one.step is Step.DECREE)
    assert not state.done and state.mark is not None and state.mark.marked_by == cast.siti.pk
    assert audit.entries_about(f"unit:{cast.setda.pk}").filter(action="rollout.mark_step").count() == 2


def test_what_is_measured_cannot_be_ticked(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="step_measured"):
        services.mark_step(cast.siti, unit_id=cast.setda.pk, step=Step.ENROLMENT, done=True, note="", now=NOW)


@pytest.mark.parametrize("who", ["dedi", "budi", "agus", "wati"])
def test_others_prepare_nothing(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        services.mark_step(getattr(cast, who), unit_id=cast.setda.pk, step=Step.DECREE, done=True, note="", now=NOW)
    with pytest.raises(NotPermitted):
        services.note_survey(getattr(cast, who), work_place_id=cast.setda_office.pk, data=SURVEY, now=NOW)


def test_a_survey_is_counted_for_a_year(cast: Cast) -> None:
    services.note_survey(cast.made, work_place_id=cast.setda_office.pk, data=SURVEY, now=NOW)
    (now,) = selectors.standings([cast.setda], today=TODAY, now=NOW)
    (later,) = selectors.standings([cast.setda], today=TODAY, now=NOW + timedelta(days=366))
    assert (now.figures.places_surveyed, later.figures.places_surveyed) == (1, 0)


def test_a_survey_with_impossible_figures_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.note_survey(
            cast.siti, work_place_id=cast.setda_office.pk, data=SurveyData("x", 99_999_999, 1, 1), now=NOW
        )


def test_the_board_shows_own_agencies_in_a_fixed_number_of_statements(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    assert [unit.name for unit in selectors.agencies_for(cast.siti)] == ["Sekretariat Daerah"]
    assert [unit.name for unit in selectors.agencies_for(cast.dedi)] == ["Dinas Kesehatan"]
    assert selectors.agencies_for(cast.budi) == []
    agencies = selectors.agencies_for(cast.wati)
    assert len(agencies) == 2
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        rows = selectors.standings(agencies, today=TODAY, now=NOW)
    setda = next(row for row in rows if row.unit == cast.setda)
    assert setda.figures.people == setda.figures.joined > 2
    assert setda.figures.operators == 2


HEADER = ["nip", "tanggal", "jam"]
ROWS = [
    ["198503152010012001", "2025-03-31", "07:20"],  # Siti
    ["198812312021211004", "2025-03-31", "07:20"],  # Dedi, of another agency
    ["198503152010012001", "2025-04-30", "07:20"],
    ["198503152010012001", "kemarin", "07:20"],
]
TABLE = Table(HEADER, [Row(number, cells) for number, cells in enumerate(ROWS, start=2)])
SPAN = ListData("mesin.csv", TODAY, TODAY, 15)


def test_an_old_list_keeps_what_can_be_used_and_names_the_rest(cast: Cast) -> None:
    found = services.load_old_list(cast.siti, unit_id=cast.setda.pk, table=TABLE, data=SPAN, now=NOW)
    assert found.punches.get().at == datetime(2025, 3, 31, 0, 20, tzinfo=UTC)
    assert found.left_out == [[3, "nip_unknown"], [4, "outside_span"], [5, "time_unreadable"]]
    assert found.agreement == 0.0
    assert [line.difference for line in selectors.comparison_of(found)] == ["only_old"]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (Table(HEADER, []), "list_empty"),
        (Table(["nama", "jam"], [Row(2, ["a", "b"])]), "list_columns"),
        (Table([], []), "list_columns"),
    ],
)
def test_a_useless_list_leaves_nothing(cast: Cast, table: Table, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        services.load_old_list(cast.siti, unit_id=cast.setda.pk, table=table, data=SPAN, now=NOW)
    assert not OldList.objects.exists()


def test_a_list_is_nobody_elses(cast: Cast) -> None:
    found = services.load_old_list(cast.siti, unit_id=cast.setda.pk, table=TABLE, data=SPAN, now=NOW)
    with pytest.raises(NotFound):
        selectors.old_list_for(cast.dedi, found.pk)
    with pytest.raises(NotFound):
        services.delete_old_list(cast.dedi, list_id=found.pk)
    with pytest.raises(NotPermitted):
        services.delete_old_list(cast.wati, list_id=found.pk)
    services.delete_old_list(cast.siti, list_id=found.pk)
    assert not OldList.objects.exists()


def test_the_command_line_may_prepare_and_decide_too(cast: Cast) -> None:
    services.mark_step(SYSTEM, unit_id=cast.setda.pk, step=Step.DECREE, done=True, note="", now=NOW)
    services.note_survey(SYSTEM, work_place_id=cast.setda_office.pk, data=SURVEY, now=NOW)
    data = PhaseData(Phase.TRIAL, TODAY, "SE Sekda 7/2025", "Arahan Sekda")
    row = services.decide_phase(SYSTEM, unit_id=cast.setda.pk, data=data, today=TODAY, now=NOW)
    assert row.decided_by is None
