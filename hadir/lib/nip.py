"""The civil servant's number (NIP; NI PPPK for contract employees): 18 digits that carry facts, no check digit.

PNS and CPNS (Perka BKN 22/2007): birth YYYYMMDD, appointment as candidate YYYYMM, sex 1|2, serial of 3.
PPPK, full or part time: birth YYYYMMDD, first year of appointment YYYY, a two-digit code (often 21: no month),
sex 1|2, serial of 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LENGTH = 18
MIN_AGE_AT_APPOINTMENT = 16  # youngest age at which anyone was ever appointed; catches swapped fields
EARLIEST_BIRTH_YEAR = 1900


class EmploymentType(StrEnum):
    """The four legal positions of an ASN (UU 20/2023, KepmenPANRB 16/2025 for the part-time ones)."""

    PNS = "PNS"
    CPNS = "CPNS"
    PPPK = "PPPK"
    PPPK_PW = "PPPK_PW"

    @property
    def is_contract(self) -> bool:
        return self in (EmploymentType.PPPK, EmploymentType.PPPK_PW)


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class NipFault(StrEnum):
    """What is wrong with a number. Sentences stand in `people.texts`."""

    NOT_18_DIGITS = "nip_not_18_digits"
    BIRTH_DATE = "nip_birth_date"
    BIRTH_IN_FUTURE = "nip_birth_in_future"
    APPOINTMENT_MONTH = "nip_appointment_month"
    APPOINTED_TOO_YOUNG = "nip_appointed_too_young"
    APPOINTED_IN_FUTURE = "nip_appointed_in_future"
    SEX = "nip_sex"


class NipError(ValueError):
    """The number cannot be a NIP of that kind of employee."""

    def __init__(self, fault: NipFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Nip:
    """A valid number and what it says. `appointment_month` and `contract_code`: exactly one is set."""

    digits: str
    birth_date: date
    sex: Sex
    appointment_year: int
    appointment_month: int | None
    contract_code: str | None
    serial: str

    def __str__(self) -> str:
        return self.digits


def normalise(text: str) -> str:
    """Without the blanks and dots people type between the groups, as in '19800101 200501 1 001'."""
    return re.sub(r"[\s.\-]", "", text)


def parse(text: str, employment_type: EmploymentType, *, today: date) -> Nip:
    """Read a number, or raise `NipError` that names the first fault from the left.

    `today` bounds the dates; letters of appointment are issued a little ahead, so next year still passes.
    """
    digits = normalise(text)
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise NipError(NipFault.NOT_18_DIGITS)
    birth = _birth_date(digits[:8], today)
    year, middle = int(digits[8:12]), digits[12:14]
    month = None if employment_type.is_contract else _month(middle)
    _check_appointment(birth, year, month, today)
    if digits[14] not in "12":
        raise NipError(NipFault.SEX)
    return Nip(
        digits=digits,
        birth_date=birth,
        sex=Sex.MALE if digits[14] == "1" else Sex.FEMALE,
        appointment_year=year,
        appointment_month=month,
        contract_code=middle if employment_type.is_contract else None,
        serial=digits[15:],
    )


def _birth_date(part: str, today: date) -> date:
    try:
        birth = date(int(part[:4]), int(part[4:6]), int(part[6:]))
    except ValueError as error:
        raise NipError(NipFault.BIRTH_DATE) from error
    if birth.year < EARLIEST_BIRTH_YEAR:
        raise NipError(NipFault.BIRTH_DATE)
    if birth > today:
        raise NipError(NipFault.BIRTH_IN_FUTURE)
    return birth


def _month(part: str) -> int:
    month = int(part)
    if not 1 <= month <= 12:
        raise NipError(NipFault.APPOINTMENT_MONTH)
    return month


def _check_appointment(birth: date, year: int, month: int | None, today: date) -> None:
    """A month counts as reached during it; a contract year as reached during it: the number holds no day."""
    latest = (year, month if month is not None else 12)
    if latest < (birth.year + MIN_AGE_AT_APPOINTMENT, birth.month):
        raise NipError(NipFault.APPOINTED_TOO_YOUNG)
    if year > today.year + 1:
        raise NipError(NipFault.APPOINTED_IN_FUTURE)
