"""Whatever is done to an export of the audit log is found and named; an untouched one is always accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.lib import audit_export, jws
from hadir.lib.audit_export import END_TYPE, HEAD_TYPE, Header, Report, check, entry_line, withheld_line
from hadir.lib.chain import GENESIS, MAX_FINDINGS, Checker, FindingKind, fingerprint, link
from hadir.lib.keymaking import new_signing_key

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
KEY = jws.load_key(new_signing_key())
KEYS = jws.load_keys(json.dumps(jws.public_keys(KEY)))
OTHER = jws.load_key(new_signing_key())


@dataclass(frozen=True, slots=True)
class Export:
    """Lines of an export of entries `first` to `first + count - 1`, with where entries begin among them."""

    lines: tuple[bytes, ...]
    entries_from: int
    first: int
    hashes: tuple[str, ...]

    def line_of(self, seq: int) -> int:
        return self.entries_from + seq - self.first


def _payload(seq: int) -> str:
    return (
        f'{{"at": "2026-11-22T08:00:00.{seq:06d}Z", "seq": {seq}, "actor": "Siti Contoh é", "action": "people.update", '
        f'"subject": "employee:{seq * 7}"}}'
    )


@lru_cache
def _export(count: int = 12, first: int = 1, heads: tuple[int, ...] = (5, 9), withheld: int = 0) -> Export:
    prev, lines, hashes = GENESIS, [], []
    for seq in range(1, first + count):
        own = link(prev, _payload(seq).encode())
        write = withheld_line if seq == withheld else entry_line
        hashes.append(own)
        lines.append(write(prev, own, _payload(seq)))
        prev = own
    before = GENESIS if first == 1 else hashes[first - 2]
    header = Header("https://hadir.example.go.id", first, first + count - 1, before, NOW)
    signed = [audit_export.head_line(_head(seq, hashes[seq - 1])) for seq in heads if seq >= first]
    end = audit_export.end_line(header.line(), prev, KEY, header)
    return Export((header.line(), *signed, *lines[first - 1 :], end), 1 + len(signed), first, tuple(hashes))


def _head(seq: int, chain_hash: str, key: jws.OKPKey = KEY) -> str:
    return jws.sign({"iss": "x", "date": "2026-11-22", "seq": seq, "hash": chain_hash, "iat": 0}, key, typ=HEAD_TYPE)


def _names(report: Report) -> set[int]:
    """Numbers of all entries that the findings name."""
    return {seq for found in report.findings for seq in range(found.seq, (found.until or found.seq) + 1)}


def _kinds(report: Report) -> set[str]:
    return {found.kind.value for found in report.findings}


@given(count=st.integers(1, 30), first=st.integers(1, 40), withheld=st.integers(0, 40))
def test_an_untouched_export_is_accepted(count: int, first: int, withheld: int) -> None:
    heads = tuple(range(1, first + count, 6))
    export = _export(count, first, heads, withheld)
    report = check(export.lines, keys=KEYS, witnessed=[_head(seq, export.hashes[seq - 1]) for seq in heads])
    assert report.findings == []
    assert (report.first, report.last, report.count) == (first, first + count - 1, count)
    assert report.signed
    assert check(export.lines, keys=None).ok


@given(seq=st.integers(1, 12), data=st.data())
def test_a_changed_byte_is_found_and_the_entry_named(seq: int, data: st.DataObject) -> None:
    export = _export()
    lines = list(export.lines)
    place = export.line_of(seq)
    line = bytearray(lines[place])
    at = data.draw(st.integers(0, len(line) - 2))
    line[at] = data.draw(st.sampled_from([byte for byte in range(256) if byte != line[at] and byte != 10]))
    lines[place] = bytes(line)
    report = check(lines, keys=KEYS)
    assert seq in _names(report)
    assert any(found.line == place + 1 for found in report.findings)


@given(seq=st.integers(1, 12), field=st.sampled_from(["Siti Contoh", "people.update", "employee:", "2026-11-22T08"]))
def test_a_changed_word_is_named_with_action_and_subject(seq: int, field: str) -> None:
    export = _export()
    lines = list(export.lines)
    place = export.line_of(seq)
    lines[place] = lines[place].replace(field.encode(), field[:-1].encode() + b"x")
    [found] = check(lines, keys=KEYS).findings
    assert (found.kind, found.seq, found.line) == (FindingKind.CHANGED, seq, place + 1)
    assert found.action.startswith("people.")
    assert found.subject.endswith(str(seq * 7))


@given(seq=st.integers(1, 12))
def test_a_change_whose_own_hash_was_mended_is_named(seq: int) -> None:
    """The one after it was linked to the entry that stood here before; behind the last one stands the signed end."""
    export = _export(heads=())
    lines = list(export.lines)
    payload = _payload(seq).replace("Siti", "Budi")
    prev = GENESIS if seq == 1 else export.hashes[seq - 2]
    lines[export.line_of(seq)] = entry_line(prev, link(prev, payload.encode()), payload)
    report = check(lines, keys=KEYS)
    assert seq in _names(report)
    assert _kinds(report) == {"replaced"} if seq < 12 else {"rewritten"}


@given(seq=st.integers(1, 12), until=st.integers(0, 4))
def test_missing_entries_are_named(seq: int, until: int) -> None:
    export = _export()
    last = min(12, seq + until)
    lines = [line for at, line in enumerate(export.lines) if not export.line_of(seq) <= at <= export.line_of(last)]
    report = check(lines, keys=KEYS)
    assert _names(report) == set(range(seq, last + 1))
    assert _kinds(report) == {"missing"}


@given(one=st.integers(1, 12), two=st.integers(1, 12))
def test_swapped_entries_are_named(one: int, two: int) -> None:
    export = _export()
    lines = list(export.lines)
    a, b = export.line_of(one), export.line_of(two)
    lines[a], lines[b] = lines[b], lines[a]
    report = check(lines, keys=KEYS)
    assert report.ok == (one == two)
    if one != two:
        assert _names(report) & {one, two}
        assert _kinds(report) <= {"misplaced"}


@given(seq=st.integers(1, 12), at=st.integers(1, 13))
def test_a_copied_entry_is_named(seq: int, at: int) -> None:
    export = _export()
    lines = list(export.lines)
    lines.insert(export.line_of(at), lines[export.line_of(seq)])
    report = check(lines, keys=KEYS)
    assert _names(report) == {seq}
    assert _kinds(report) <= {"repeated", "misplaced"}


@given(seq=st.integers(1, 12), at=st.integers(1, 13))
def test_a_moved_entry_is_named(seq: int, at: int) -> None:
    export = _export()
    lines = list(export.lines)
    line = lines.pop(export.line_of(seq))
    lines.insert(export.line_of(at) if at < 13 else export.line_of(12), line)
    report = check(lines, keys=KEYS)
    assert report.ok == (tuple(lines) == export.lines)
    if not report.ok:
        assert _names(report) & {seq, seq + 1, seq - 1}


@given(seq=st.integers(1, 12))
def test_an_inserted_entry_is_named(seq: int) -> None:
    """Forged with care: its own hash is right and it is linked to the entry before."""
    export = _export()
    lines = list(export.lines)
    payload = _payload(seq + 1).replace("Siti", "Budi")
    prev = export.hashes[seq - 1]
    lines.insert(export.line_of(seq + 1), entry_line(prev, link(prev, payload.encode()), payload))
    report = check(lines, keys=KEYS)
    assert seq + 1 in _names(report)


@given(keep=st.integers(0, 11))
def test_a_cut_tail_is_found_whether_the_end_went_too_or_not(keep: int) -> None:
    export = _export()
    upto = export.entries_from + keep
    with_end = check([*export.lines[:upto], export.lines[-1]], keys=KEYS)
    assert _names(with_end) >= set(range(keep + 1, 13))
    without = check(export.lines[:upto], keys=KEYS)
    assert "cut" in _kinds(without)
    witnessed = check(export.lines[:upto], keys=KEYS, witnessed=[_head(12, export.hashes[11])])
    assert _names(witnessed) >= set(range(keep + 1, 13))


@given(seq=st.integers(1, 9))
def test_a_history_written_anew_does_not_fit_the_head_that_a_witness_holds(seq: int) -> None:
    """The operator changes an entry and computes everything after it again, heads and end included."""
    export = _export()
    prev, lines = GENESIS, []
    for number in range(1, 13):
        payload = _payload(number).replace("Siti", "Budi") if number == seq else _payload(number)
        own = link(prev, payload.encode())
        lines.append(entry_line(prev, own, payload))
        prev = own
    header = Header("https://hadir.example.go.id", 1, 12, GENESIS, NOW)
    forged = [header.line(), *lines, audit_export.end_line(header.line(), prev, KEY, header)]
    assert check(forged, keys=KEYS).ok, "without a witness nobody can tell"
    report = check(forged, keys=KEYS, witnessed=[_head(9, export.hashes[8])])
    assert _kinds(report) == {"rewritten"}
    assert seq in _names(report)


def test_a_head_of_another_key_or_kind_is_no_head() -> None:
    export = _export()
    for token in (_head(5, export.hashes[4], OTHER), jws.sign({"seq": 5}, KEY, typ=END_TYPE), "x.y.z"):
        report = check(export.lines, keys=KEYS, witnessed=[token])
        assert _kinds(report) == {"head_invalid"}


def test_without_a_key_the_report_says_that_signatures_were_not_checked() -> None:
    report = check(_export().lines, keys=None)
    assert report.ok
    assert not report.signed


def test_a_header_that_was_changed_does_not_fit_the_signed_end() -> None:
    lines = list(_export().lines)
    lines[0] = lines[0].replace(b"hadir.example", b"hodir.example")
    assert "head_invalid" in _kinds(check(lines, keys=KEYS))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: [],
        lambda lines: [b"\xff\xfe\x00"],
        lambda lines: [b"[]\n", b"{}\n", b"null\n"],
        lambda lines: [*lines, lines[3]],
        lambda lines: [*lines[:4], b"\n", *lines[4:]],
        lambda lines: [line.replace(b'","entry":', b'", "entry": ') for line in lines],
        lambda lines: [b'{"end":"a.b.c"}\n'],
        lambda lines: [b'{"format":"hadir-audit-1","first":"1","prev":7}\n', *lines[1:]],
    ],
)
def test_what_is_no_export_is_a_finding_and_never_an_error(spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    assert not check(spoil(list(_export().lines)), keys=KEYS).ok


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_any_bytes_at_all_are_survived(lines: list[bytes]) -> None:
    assert not check(lines, keys=KEYS).ok


def test_upper_case_hashes_are_another_text() -> None:
    lines = list(_export().lines)
    lines[6] = lines[6][:83] + lines[6][83:147].upper() + lines[6][147:]
    assert not check(lines, keys=KEYS).ok


def test_findings_are_counted_when_there_are_too_many_to_list() -> None:
    checker = Checker()
    for seq in range(1, MAX_FINDINGS + 51):
        checker.add(GENESIS, "0" * 64, _payload(seq).encode())
    checker.finish()
    assert len(checker.findings) == MAX_FINDINGS
    assert checker.more >= 50


def test_a_fingerprint_can_be_read_aloud() -> None:
    assert fingerprint("0123456789abcdef" * 4) == "0123 4567 89ab cdef 0123"
