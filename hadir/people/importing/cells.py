"""One cell at a time: what a text can mean. Each returns the value, or raises `CellFault` with a code."""

from __future__ import annotations

import re
from datetime import date, datetime

from hadir.lib import nip as nip_rules
from hadir.lib.nip import EmploymentType, NipError, NipFault, Sex

_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_SPACES = re.compile(r"\s+")
_NOTHING = {"-", "--", "\u2013", "\u2014", "null", "#n/a", "n/a", "nan"}
_TEXT_MARKS = "=+-@'\t\r"
_GRADE = re.compile(r"\b(IV|III|II|I)\s*[/.\-]?\s*([A-E])\b", re.IGNORECASE)
_CONTRACT_GRADES = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
)
# Codes of SIASN: 11 is I/a, 45 is IV/e.
GRADE_CODES = {
    f"{roman}/{sign}": f"{rank}{letter}"
    for rank, roman in enumerate(("I", "II", "III", "IV"), 1)
    for letter, sign in enumerate("abcd" if rank < 4 else "abcde", 1)
}
_SEXES = {
    **dict.fromkeys(("l", "m", "pria", "laki-laki", "laki laki", "lakilaki", "male", "1"), Sex.MALE),
    **dict.fromkeys(("p", "f", "w", "wanita", "perempuan", "female", "2"), Sex.FEMALE),
}
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


class CellFault(ValueError):
    """The cell cannot mean anything. `code` has a sentence in people.importing.texts."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cleaned(text: str) -> str:
    """Without control signs, double blanks and the apostrophe with which Excel (and our export) marks text.

    A dash alone is SIASN's way of saying nothing.
    """
    if text.isalnum():
        return text
    if text[:1] in ("'", "`", "\u2019") and (text[1:2].isdigit() or text[1:2] in tuple(_TEXT_MARKS)):
        text = text[1:]
    text = _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()
    return "" if text.lower() in _NOTHING else text


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (OWASP: CSV injection); `cleaned` undoes it."""
    return f"'{text}" if text[:1] and text[0] in _TEXT_MARKS else text


def nip_digits(text: str) -> str:
    """Eighteen digits. A number that Excel has rounded is refused: its last digits are lost for good."""
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise CellFault("nip_scientific")
    digits = nip_rules.normalise(text)
    if len(digits) != nip_rules.LENGTH or not (digits.isascii() and digits.isdigit()):
        raise CellFault("nip_not_18_digits")
    if digits.endswith("000"):
        raise CellFault("nip_rounded")
    return digits


def nip_of_type(digits: str, employment_type: str, today: date) -> nip_rules.Nip:
    """The number as one of that kind of employee. CellFault with the code of `NipFault`."""
    try:
        return nip_rules.parse(digits, EmploymentType(employment_type), today=today)
    except NipError as error:
        raise CellFault(error.fault.value) from error


def employment_type(status: str, kind: str) -> str:
    """From our own column, or from SIASN's two: `status_cpns_pns` (C, P) and `jenis_pegawai_nama`."""
    both = re.sub(r"[^A-Z0-9]+", " ", f"{status} {kind}".upper()).strip()
    if "PPPK" in both or "P3K" in both:
        part_time = "PARUH" in both or re.search(r"\bPW\b", both)
        return (EmploymentType.PPPK_PW if part_time else EmploymentType.PPPK).value
    word = status.upper().strip()
    if word in ("C", "CPNS") or (not word and kind.upper().startswith("CPNS")):
        return EmploymentType.CPNS.value
    if word in ("P", "PNS") or (not word and kind.upper().startswith("PNS")):
        return EmploymentType.PNS.value
    raise CellFault("type_unknown")


def grade(text: str) -> str:
    """SIASN's code (`31`) from any way of writing III/a; the Roman number of contract employees."""
    if text in GRADE_CODES.values():
        return text
    found = _GRADE.search(text)
    if found:
        rank = f"{found[1].upper()}/{found[2].lower()}"
        if rank in GRADE_CODES:
            return GRADE_CODES[rank]
    if text.upper() in _CONTRACT_GRADES:
        return text.upper()
    raise CellFault("grade_unknown")


def email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise CellFault("email_wrong")
    return text


def phone(text: str) -> str:
    """As it is written, without Excel's losses: a number cell drops the leading zero."""
    if _SCIENTIFIC.fullmatch(text):
        raise CellFault("phone_scientific")
    compact = text.replace(" ", "")
    if compact.isdigit() and compact.startswith("8") and 9 <= len(compact) <= 13:
        compact = f"0{compact}"
    if not re.fullmatch(r"[0-9+()./-]{5,20}", compact):
        raise CellFault("phone_wrong")
    return compact


def day(text: str) -> date:
    """A date as SIASN (31-12-1990), ISO and Indonesian Excel write it."""
    head = re.split("[T ]", text, maxsplit=1)[0]
    for form in _DAYS:
        try:
            return datetime.strptime(head, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise CellFault("date_unreadable")


def sex(text: str) -> Sex | None:
    """None when the word is not known: only a warning hangs on it."""
    return _SEXES.get(text.lower())


NIP_FAULT_CODES = frozenset(fault.value for fault in NipFault)
