"""Rates over whole sessions: what counts in which rate, and how sure they are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.recordings import BONA_FIDE
from hadir.faceengine.evaluation.session_report import session_report
from hadir.faceengine.evaluation.sessions import Evaluation, Judged, Share, as_json, evaluate_sessions
from tests.faceengine.evaluation.test_reports import Outside

CONTEXT = Context("test/1", "2026-01-31", "hadir face session-evaluate --sessions <x>", "Test CPU, 2 cores", "made up")


def session(species: str, outcome: str, number: int = 0, *, relief: float | None = None) -> Judged:
    """`outcome`: silent, refused, held, stranger, accepted."""
    proved = outcome in ("held", "stranger", "accepted")
    stopped = {"silent": "script: turn_left", "refused": "flat_picture", "stranger": "not_matched"}.get(outcome, "")
    return Judged(
        name=f"{species}-{number}",
        species=species,
        person=f"p{number}",
        answered=outcome != "silent",
        proved=proved,
        held_up=outcome == "held",
        matched=outcome != "stranger" if proved else None,
        has_references=True,
        stopped_by=stopped,
        findings=("liveness.still_eyes",) if outcome == "held" else (),
        measures={} if relief is None else {"relief": relief},
    )


def several(species: str, *outcomes: str) -> list[Judged]:
    return [session(species, outcome, number) for number, outcome in enumerate(outcomes)]


def mixed() -> Evaluation:
    live = several(BONA_FIDE, *["accepted"] * 17, "refused", "silent", "stranger")
    prints = several("print_<flat>", *["refused"] * 6, *["silent"] * 4)
    replays = several("replay", "accepted", "held", "stranger", "refused", "silent")
    return evaluate_sessions([*live, *prints, *replays])


def test_who_never_got_through_the_script_is_in_neither_error_rate() -> None:
    found = mixed()

    assert found.bona_fide is not None
    assert (found.bona_fide.no_answer.count, found.bona_fide.no_answer.of) == (1, 20)
    assert (found.bona_fide.errors.count, found.bona_fide.errors.of) == (1, 19)
    prints, replays = found.attacks
    assert (prints.no_answer.count, prints.errors.count, prints.errors.of) == (4, 0, 6)
    assert (replays.no_answer.count, replays.errors.count, replays.errors.of) == (1, 3, 4)


def test_being_held_up_is_counted_beside_and_not_as_an_error_of_its_own() -> None:
    replays = mixed().attacks[1]

    assert (replays.held_up.count, replays.held_up.of) == (1, 3)
    assert dict(replays.findings) == {"liveness.still_eyes": 1}


def test_frr_counts_every_way_of_not_being_let_in() -> None:
    """Refused, silent and not recognised alike: to the person it is all one."""
    frr = mixed().frr

    assert frr is not None
    assert (frr.count, frr.of) == (3, 20)


def test_riapar_adds_what_the_defence_costs_to_what_it_lets_through() -> None:
    prints, replays = mixed().attacks

    assert replays.accepted.count == 2
    assert replays.riapar == pytest.approx(2 / 5 + 3 / 20)
    assert prints.riapar == pytest.approx(3 / 20)
    assert replays.riapar_ci is not None
    assert replays.riapar_ci[0] < 2 / 5 + 3 / 20 < replays.riapar_ci[1]


def test_people_without_reference_photos_are_in_no_rate_of_the_whole_system() -> None:
    unknown = Judged("a", BONA_FIDE, "p", answered=True, proved=True)

    found = evaluate_sessions([unknown, *several("replay", "accepted")])

    assert found.frr is None
    assert found.attacks[0].riapar is None
    assert found.bona_fide is not None
    assert found.bona_fide.errors.rate == 0.0


def test_stops_are_counted_by_what_stopped_them() -> None:
    assert dict(mixed().attacks[0].stopped_by) == {"flat_picture": 6, "script: turn_left": 4}


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_rate_and_zero_errors_have_a_rule_of_three(of: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, of)), of)

    assert share.rate is not None
    assert share.ci is not None
    assert 0.0 <= share.ci[0] <= share.rate <= share.ci[1] <= 1.0
    assert (share.rule_of_3 is None) == (share.count > 0)


def test_each_signal_is_judged_alone_by_species() -> None:
    live = [session(BONA_FIDE, "accepted", n, relief=0.05 + n / 1000) for n in range(5)]
    prints = [session("print", "refused", n, relief=0.01) for n in range(5)]
    warps = [session("warp", "accepted", n, relief=0.05 + n / 1000) for n in range(5)]

    found = evaluate_sessions([*live, *prints, *warps])

    assert found.separation == {"relief": {"print": 1.0, "warp": 0.5}}


def test_only_attacks_or_only_people_can_be_evaluated_too() -> None:
    only_attacks, only_people = (
        evaluate_sessions(several("print", "refused")),
        evaluate_sessions(several(BONA_FIDE, "held")),
    )

    assert only_attacks.bona_fide is None
    assert only_people.attacks == ()
    for found in (only_attacks, only_people):
        json.dumps(as_json(found), allow_nan=False)
        session_report(found, CONTEXT)


def test_json_has_the_promised_keys() -> None:
    document = json.loads(json.dumps(as_json(mixed()), allow_nan=False))

    assert document["sessions"] == 35
    bpcer = document["bona_fide"]["bpcer"]
    assert (bpcer["count"], bpcer["of"], bpcer["rule_of_3"]) == (1, 19, None)
    assert bpcer["rate"] == pytest.approx(1 / 19)
    assert bpcer["ci"][0] < bpcer["rate"] < bpcer["ci"][1]
    assert set(document["attacks"]) == {"print_<flat>", "replay"}
    assert {"apcer", "apnrr", "iapar", "riapar", "held_up", "stopped_by"} <= set(document["attacks"]["replay"])


def test_the_report_stands_alone_and_says_every_chart_in_words() -> None:
    page = session_report(mixed(), CONTEXT)
    parser = Outside()
    parser.feed(page)

    assert parser.references == []
    assert parser.open == []
    assert "script" not in parser.tags
    assert "print &lt;flat&gt;" in page
    assert page.count("<svg") == page.count('role="img"') == 2
