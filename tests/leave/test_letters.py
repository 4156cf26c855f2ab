"""Letters for many people: all or nothing, by two people, ended from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from hadir.accounts.models import User
from hadir.leave import letters, selectors
from hadir.leave.letters import LetterData
from hadir.leave.models import DutyLetter, LetterState
from hadir.leave.spans import Category
from hadir.lib.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hadir.notices.models import Notice
from hadir.periods.models import StaleSpan
from tests.cast import Cast
from tests.leave.conftest import NOW, Submit

pytestmark = pytest.mark.django_db

DATA = LetterData(
    type_code="TKD",
    number="800/12/2026",
    dated_on=date(2026, 11, 16),
    subject="Rapat koordinasi",
    place="Sampit",
    first=date(2026, 12, 8),
    last=date(2026, 12, 10),
)


def enter(cast: Cast, *who: User, **more: object) -> DutyLetter:
    people = [one.employee_id or 0 for one in who or (cast.budi, cast.joko)]
    data = replace(DATA, **more)  # type: ignore[arg-type]  # tests name the fields
    return letters.enter_letter(cast.siti, unit_id=cast.setda.pk, data=data, employee_ids=people, now=NOW)


def away(user: User) -> list[tuple[date, date]]:
    found = selectors.absences_of(user.employee_id or 0, date(2026, 12, 1), date(2026, 12, 31))
    return [(one.first, one.last) for one in found]


def test_the_head_confirms_and_everybody_is_away_and_told(kinds: Cast) -> None:
    letter = enter(kinds)
    assert away(kinds.budi) == []
    assert [one.user_id for one in Notice.objects.filter(kind="duty_letter_waits")] == [kinds.rahma.pk]
    assert selectors.letters_waiting_for(kinds.rahma) == [letter]
    letters.decide_letter(kinds.rahma, letter_id=letter.pk, accept=True, now=NOW)
    assert away(kinds.budi) == away(kinds.joko) == [(DATA.first, DATA.last)]
    (absence,) = selectors.absences_of(kinds.budi.employee_id or 0, DATA.first, DATA.last)
    assert (absence.category, absence.counts_as_work, absence.reference) == (Category.DUTY, True, DATA.number)
    told = set(Notice.objects.filter(kind="duty_letter").values_list("user_id", flat=True))
    assert told == {kinds.budi.pk, kinds.joko.pk}
    assert StaleSpan.objects.filter(cause="absence").count() == 2


def test_the_one_who_entered_and_those_it_names_do_not_confirm(kinds: Cast) -> None:
    data = replace(DATA, number="1")
    own = letters.enter_letter(
        kinds.rahma, unit_id=kinds.setda.pk, data=data, employee_ids=[kinds.budi.employee_id or 0], now=NOW
    )
    with pytest.raises(NotPermitted) as refused:
        letters.decide_letter(kinds.rahma, letter_id=own.pk, accept=True, now=NOW)
    assert refused.value.code == "letter_same_person"
    names_her = enter(kinds, kinds.rahma, kinds.budi)
    with pytest.raises(NotPermitted) as refused:
        letters.decide_letter(kinds.rahma, letter_id=names_her.pk, accept=True, now=NOW)
    assert refused.value.code == "not_oneself"
    with pytest.raises(NotPermitted):
        letters.decide_letter(kinds.siti, letter_id=names_her.pk, accept=True, now=NOW)


def test_one_person_who_is_away_stops_the_letter_by_name(granted: Submit, kinds: Cast) -> None:
    found = granted()
    with pytest.raises(InvalidInput) as refused:
        enter(kinds)
    sentence = str(refused.value.fields["employees"])
    assert "Budi Contoh" in sentence and found.reference in sentence and "Joko" not in sentence
    assert not DutyLetter.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": " "}, "number"),
        ({"place": ""}, "place"),
        ({"subject": ""}, "subject"),
        ({"last": date(2026, 12, 7)}, "last"),
        ({"type_code": "CT"}, "type_code"),
        ({"type_code": "XX"}, "type_code"),
    ],
)
def test_impossible_letters_name_the_field(kinds: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(kinds, **more)
    assert field in refused.value.fields


def test_strangers_and_numbers_twice(kinds: Cast) -> None:
    with pytest.raises(InvalidInput):
        enter(kinds, kinds.budi, kinds.dedi)
    letter = enter(kinds)
    with pytest.raises(Conflict):
        enter(kinds, kinds.siti)
    with pytest.raises(NotFound):
        selectors.letter_for(kinds.dedi, letter.pk)
    with pytest.raises(NotPermitted):
        letters.decide_letter(kinds.dedi, letter_id=letter.pk, accept=True, now=NOW)
    letters.decide_letter(kinds.rahma, letter_id=letter.pk, accept=False, note="Salah nomor", now=NOW)
    assert enter(kinds).state == LetterState.PROPOSED


def test_ended_from_a_day_on_for_one_and_for_all(kinds: Cast) -> None:
    letter = enter(kinds)
    letters.decide_letter(kinds.rahma, letter_id=letter.pk, accept=True, now=NOW)
    only = [kinds.budi.employee_id or 0]
    day = date(2026, 12, 9)
    letters.cancel_letter(kinds.rahma, letter_id=letter.pk, from_day=day, note="Cukup", employee_ids=only, now=NOW)
    assert (away(kinds.budi), away(kinds.joko)) == ([(DATA.first, DATA.first)], [(DATA.first, DATA.last)])
    letter = letters.cancel_letter(kinds.rahma, letter_id=letter.pk, from_day=DATA.first, note="Batal", now=NOW)
    assert (away(kinds.budi), away(kinds.joko), letter.state) == ([], [], LetterState.CANCELLED)


def test_many_people_cost_no_more_statements(
    kinds: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40):
        letter = enter(kinds, kinds.budi, kinds.joko, kinds.siti)
    with django_assert_max_num_queries(40):
        letters.decide_letter(kinds.rahma, letter_id=letter.pk, accept=True, now=NOW)
