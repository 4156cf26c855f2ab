"""The hash chain of the audit log, and the check that finds what was changed in it. Pure: needs no database.

An entry's hash is SHA-256 over the hash before it (32 bytes) and the SHA-256 of the entry's text, so that an entry
whose text is withheld can still be checked by its digest. The database computes it (`hadir/audit/chain_sql.py`);
this module only ever compares. Hashes are compared as the lower-case hexadecimal text in which they are written.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

import msgspec

GENESIS = "0" * 64
MAX_FINDINGS = 1_000


class FindingKind(StrEnum):
    """What is wrong with an entry, in the order of how sure one can be."""

    CHANGED = "changed"  # the text or a hash of this entry was altered
    REPLACED = "replaced"  # the entry after it was linked to another one
    MISSING = "missing"
    REPEATED = "repeated"  # its number is used twice: copied or inserted
    MISPLACED = "misplaced"  # out of order: moved or inserted
    REWRITTEN = "rewritten"  # everything fits, but a signed head says otherwise
    UNREADABLE = "unreadable"
    HEAD_INVALID = "head_invalid"
    CUT = "cut"  # the signed end of the export is missing
    ADDED = "added"  # stands behind the signed end


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with the name of the entry. `until` is set for a range; `line` is 0 where there is none."""

    kind: FindingKind
    seq: int
    line: int = 0
    action: str = ""
    subject: str = ""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class HeadClaim:
    """What a witness holds: at that entry the chain had that hash. `since` is the last entry an earlier head covers."""

    seq: int
    hash: str
    date: str = ""


class _Named(msgspec.Struct):
    seq: int
    action: str = ""
    subject: str = ""


_decode = msgspec.json.Decoder(_Named).decode
_NOBODY = _Named(seq=0)


def link(prev: str, payload: bytes) -> str:
    """The hash of an entry with this text behind the entry with hash `prev`."""
    return link_digest(prev, sha256(payload).digest())


def link_digest(prev: str, digest: bytes) -> str:
    """As `link`, for an entry of whose text only the SHA-256 is known."""
    return sha256(unhexlify(prev) + digest).hexdigest()


@dataclass(slots=True)
class _Jump:
    """State before a number that was higher than expected: perhaps entries are missing, perhaps it does not belong."""

    expected: int
    last: str
    name: _Named
    line: int


@dataclass(slots=True)
class Checker:
    """Takes entries in the order in which they stand, once, and keeps no more than the faults it found.

    `expected` is the number of the first entry, `last` the hash before it (None: not known, as in a partial log whose
    beginning nobody vouches for).
    """

    expected: int = 1
    last: str | None = GENESIS
    heads: Iterable[HeadClaim] = ()
    count: int = 0
    withheld: int = 0
    heads_met: int = 0
    more: int = 0
    findings: list[Finding] = field(default_factory=list)
    first: int = field(init=False)
    _missing: list[range] = field(default_factory=list)
    _misplaced: set[int] = field(default_factory=set)
    _jump: _Jump | None = None
    _before: _Named = _NOBODY
    _claims: dict[int, list[HeadClaim]] = field(default_factory=dict)
    _good_head: int = 0

    def __post_init__(self) -> None:
        self.first = self.expected
        for claim in self.heads:
            self._claims.setdefault(claim.seq, []).append(claim)

    def add(self, prev: str, own: str, payload: bytes | None, *, digest: str = "", line: int = 0) -> None:
        """One entry; `payload` None means withheld, then `digest` is the hexadecimal SHA-256 of its text."""
        self.count += 1
        name, sound = self._read(prev, own, payload, digest)
        if name is None:
            self.unreadable(line)
            return
        if not sound:
            if prev == self.last:
                name = _Named(self.expected, name.action, name.subject)  # its number may be what was altered
            self._find(FindingKind.CHANGED, name, line)
        self._place(prev, own, name, line, sound=sound)

    def unreadable(self, line: int) -> None:
        """A line that is no entry at all."""
        self._find(FindingKind.UNREADABLE, _Named(self.expected), line)

    def reach(self, last: int) -> None:
        """Entries up to this number must have come."""
        if last >= self.expected:
            self._missing.append(range(self.expected, last + 1))
            self.expected = last + 1

    def finish(self) -> None:
        """After the last entry: what never came."""
        self.reach(max(self._claims, default=0))
        for gap in self._missing:
            for part in _without(gap, self._misplaced):
                self._find(FindingKind.MISSING, _Named(part.start), 0, until=part.stop - 1)
        self._missing.clear()

    @property
    def ok(self) -> bool:
        return not self.findings

    def _read(self, prev: str, own: str, payload: bytes | None, digest: str) -> tuple[_Named | None, bool]:
        try:
            if payload is None:
                self.withheld += 1
                return _Named(self.expected), link_digest(prev, unhexlify(digest)) == own
            sound = link(prev, payload) == own
        except ValueError:  # a hash that is no hash
            sound = False
        if payload is None:
            return _Named(self.expected), sound
        try:
            return _decode(payload), sound
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return (_Named(self.expected) if not sound else None), sound

    def _place(self, prev: str, own: str, name: _Named, line: int, *, sound: bool) -> None:
        jump = self._jump
        if jump is not None and jump.expected <= name.seq < jump.name.seq:
            self._take_back(jump)  # what came before this one was far ahead: it does not belong there
        self._jump = None
        if name.seq == self.expected:
            if sound and self.last is not None and prev != self.last:
                self._find(FindingKind.REPLACED, self._before, line)
        elif name.seq > self.expected:
            self._jump = _Jump(self.expected, self.last or "", name, line)
            self._missing.append(range(self.expected, name.seq))
        else:
            self._late(name, line)
            return
        self.expected, self.last, self._before = name.seq + 1, own, name
        self._meet(own, name, line)

    def _late(self, name: _Named, line: int) -> None:
        """A number that should have come earlier."""
        for place, gap in enumerate(self._missing):
            if name.seq in gap:
                self._missing[place : place + 1] = _without(gap, {name.seq})
                self._find(FindingKind.MISPLACED, name, line)
                return
        self._find(FindingKind.REPEATED, name, line)

    def _take_back(self, jump: _Jump) -> None:
        self._missing.pop()
        self._misplaced.add(jump.name.seq)
        self.expected, self.last = jump.expected, jump.last or None
        self._find(FindingKind.MISPLACED, jump.name, jump.line)

    def _meet(self, own: str, name: _Named, line: int) -> None:
        claims = self._claims.pop(name.seq, None)
        if not claims:
            return
        for claim in claims:
            if claim.hash == own:
                self.heads_met += 1
            else:
                since = _Named(self._good_head + 1, name.action, name.subject)
                self._find(FindingKind.REWRITTEN, since, line, until=name.seq)
        self._good_head = name.seq

    def _find(self, kind: FindingKind, name: _Named, line: int, until: int | None = None) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            self.more += 1
            return
        self.findings.append(Finding(kind, name.seq, line, name.action, name.subject, until))


def _without(gap: range, out: set[int]) -> list[range]:
    """The parts of a range that are left when some numbers are taken out."""
    parts, start = [], gap.start
    for number in sorted(number for number in out if number in gap):
        if start < number:
            parts.append(range(start, number))
        start = number + 1
    if start < gap.stop:
        parts.append(range(start, gap.stop))
    return parts


def fingerprint(chain_hash: str) -> str:
    """The first 80 bits in groups of four, to compare by eye, by telephone or on paper."""
    return " ".join(chain_hash[start : start + 4] for start in range(0, 20, 4))


def numbers(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their number, without the line break."""
    for number, line in enumerate(lines, 1):
        yield number, line.removesuffix(b"\n")
