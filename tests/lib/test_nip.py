"""What a NIP may look like, PNS and PPPK apart. Every number here is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.lib import nip
from hadir.lib.nip import EmploymentType, NipError, NipFault, Sex
from hadir.people.texts import NIP_FAULTS

TODAY = date(2025, 6, 30)
PNS, CPNS, PPPK, PPPK_PW = EmploymentType.PNS, EmploymentType.CPNS, EmploymentType.PPPK, EmploymentType.PPPK_PW

GOOD = [
    # number, kind, birth, sex, appointment year, month, code
    ("198503152010012001", PNS, date(1985, 3, 15), Sex.FEMALE, 2010, 1, None),
    ("19850315 201001 2 001", PNS, date(1985, 3, 15), Sex.FEMALE, 2010, 1, None),
    ("199001012025121999", CPNS, date(1990, 1, 1), Sex.MALE, 2025, 12, None),
    ("198812312021211004", PPPK, date(1988, 12, 31), Sex.MALE, 2021, None, "21"),
    ("198812312021992004", PPPK_PW, date(1988, 12, 31), Sex.FEMALE, 2021, None, "99"),
    ("200002292020031001", PNS, date(2000, 2, 29), Sex.MALE, 2020, 3, None),  # a leap day
    ("200003152016031001", PNS, date(2000, 3, 15), Sex.MALE, 2016, 3, None),  # sixteen in that very month
    ("200012312016211001", PPPK, date(2000, 12, 31), Sex.MALE, 2016, None, "21"),
    ("199001012026011001", CPNS, date(1990, 1, 1), Sex.MALE, 2026, 1, None),  # letters are issued ahead
]
BAD = [
    ("", PNS, NipFault.NOT_18_DIGITS),
    ("19850315201001200", PNS, NipFault.NOT_18_DIGITS),
    ("1985031520100120011", PNS, NipFault.NOT_18_DIGITS),
    ("19850315201001200A", PNS, NipFault.NOT_18_DIGITS),
    ("١٩٨٥٠٣١٥٢٠١٠٠١٢٠٠١", PNS, NipFault.NOT_18_DIGITS),  # Arabic-Indic digits
    ("198502302010012001", PNS, NipFault.BIRTH_DATE),
    ("190002292010012001", PNS, NipFault.BIRTH_DATE),  # 1900 had no leap day
    ("189912312010012001", PNS, NipFault.BIRTH_DATE),
    ("000001012010012001", PNS, NipFault.BIRTH_DATE),
    ("202507012010012001", PNS, NipFault.BIRTH_IN_FUTURE),
    ("198503152010002001", PNS, NipFault.APPOINTMENT_MONTH),
    ("198503152010132001", CPNS, NipFault.APPOINTMENT_MONTH),
    ("198812312021211004", PNS, NipFault.APPOINTMENT_MONTH),  # a contract number given as PNS
    ("200003152016021001", PNS, NipFault.APPOINTED_TOO_YOUNG),
    ("200012312015211001", PPPK, NipFault.APPOINTED_TOO_YOUNG),
    ("198503152027012001", PNS, NipFault.APPOINTED_IN_FUTURE),
    ("198503152010010001", PNS, NipFault.SEX),
    ("198812312021213004", PPPK, NipFault.SEX),
]


@pytest.mark.parametrize(("number", "kind", "birth", "sex", "year", "month", "code"), GOOD)
def test_a_good_number_tells_its_facts(
    number: str, kind: EmploymentType, birth: date, sex: Sex, year: int, month: int | None, code: str | None
) -> None:
    found = nip.parse(number, kind, today=TODAY)
    assert (found.birth_date, found.sex) == (birth, sex)
    assert (found.appointment_year, found.appointment_month, found.contract_code) == (year, month, code)
    assert str(found) == nip.normalise(number)


@pytest.mark.parametrize(("number", "kind", "fault"), BAD)
def test_a_bad_number_says_what_is_wrong(number: str, kind: EmploymentType, fault: NipFault) -> None:
    with pytest.raises(NipError) as caught:
        nip.parse(number, kind, today=TODAY)
    assert caught.value.fault is fault


@given(st.text(max_size=30), st.sampled_from(EmploymentType))
def test_any_text_is_a_number_or_a_nip_error(text: str, kind: EmploymentType) -> None:
    try:
        found = nip.parse(text, kind, today=TODAY)
    except NipError:
        return
    assert len(found.digits) == 18


@given(
    st.dates(date(1950, 1, 1), date(2000, 12, 31)),
    st.integers(1, 12),
    st.sampled_from([1, 2]),
    st.integers(0, 999),
)
def test_what_is_built_by_the_rule_reads_back(birth: date, month: int, sex: int, serial: int) -> None:
    found = nip.parse(f"{birth:%Y%m%d}2018{month:02d}{sex}{serial:03d}", PNS, today=TODAY)
    assert (found.birth_date, found.appointment_month, found.serial) == (birth, month, f"{serial:03d}")


def test_every_fault_has_a_sentence_and_a_case() -> None:
    assert set(NIP_FAULTS) == set(NipFault) == {fault for _, _, fault in BAD}
