"""The form of an exported audit log, written and checked. Pure: an auditor checks it offline, without our database.

JSON lines in this order: a header; the signed heads of the stretch; the entries, each with the hash before it and its
own around its exact text; the signed end. An entry's line is compared byte by byte, so a copy that some program has
formatted anew is no longer the export.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from hadir.lib import jws
from hadir.lib.chain import GENESIS, Checker, Finding, FindingKind, HeadClaim, numbers

FORMAT = "hadir-audit-1"
HEAD_TYPE = "hadir-audit-head+jws"
END_TYPE = "hadir-audit-export+jws"

_PREV, _HASH, _ENTRY, _WITHHELD = b'{"prev":"', b'","hash":"', b'","entry":', b'","withheld":"'
_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{80,}")
_HEX = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Header:
    """What an export says of itself: entries `first` to `last`, and the hash before the first."""

    issuer: str
    first: int
    last: int
    prev: str
    made_at: datetime

    def line(self) -> bytes:
        words = {
            "format": FORMAT,
            "issuer": self.issuer,
            "first": self.first,
            "last": self.last,
            "prev": self.prev,
            "made_at": self.made_at.isoformat(),
        }
        return _line(words)


@dataclass(slots=True)
class Report:
    """The outcome. `signed` is False where no key was given: then the chain was checked, the signatures were not."""

    first: int = 0
    last: int = 0
    count: int = 0
    withheld: int = 0
    heads_met: int = 0
    heads_outside: int = 0
    signed: bool = False
    issuer: str = ""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings


def entry_line(prev: str, own: str, payload: str) -> bytes:
    return b"%s%s%s%s%s%s}\n" % (_PREV, prev.encode(), _HASH, own.encode(), _ENTRY, payload.encode())


def withheld_line(prev: str, own: str, payload: str) -> bytes:
    """An entry that the receiver may not read: its digest keeps the chain whole."""
    digest = sha256(payload.encode()).hexdigest().encode()
    return b'%s%s%s%s%s%s"}\n' % (_PREV, prev.encode(), _HASH, own.encode(), _WITHHELD, digest)


def head_line(token: str) -> bytes:
    return _line({"head": token})


def end_line(header: bytes, last_hash: str, key: jws.OKPKey, header_facts: Header) -> bytes:
    """The signed end: where the export stops and with which hash, bound to its first line."""
    claims = {
        "iss": header_facts.issuer,
        "iat": int(header_facts.made_at.timestamp()),
        "first": header_facts.first,
        "seq": header_facts.last,
        "hash": last_hash,
        "header": sha256(header).hexdigest(),
    }
    return _line({"end": jws.sign(claims, key, typ=END_TYPE)})


def tokens_in(text: str) -> list[str]:
    """Signed lines in whatever a witness kept: a file of them, a saved mail, a copied page."""
    return _TOKEN.findall(text)


def check(lines: Iterable[bytes], *, keys: jws.KeySet | None, witnessed: Sequence[str] = ()) -> Report:
    """Go through an export once. `witnessed` are heads that came another way; `keys` None leaves signatures unchecked.

    Never raises for what stands in the file: everything wrong is a finding.
    """
    reading = _Reading(keys)
    for token in witnessed:
        reading.take_head(token, 0)
    for number, line in numbers(lines):
        reading.take(number, line)
    return reading.report()


class _Reading:
    """One pass through a file."""

    def __init__(self, keys: jws.KeySet | None) -> None:
        self.keys = keys
        self.early: list[Finding] = []
        self.heads: list[HeadClaim] = []
        self.header: dict[str, Any] = {}
        self.header_digest = ""
        self.checker: Checker | None = None
        self.ended = False

    def take(self, number: int, line: bytes) -> None:
        if self.ended:
            self._early(FindingKind.ADDED, number)
        elif line.startswith(_PREV):
            self._entry(number, line)
        elif number == 1:
            self._header(line)
        else:
            self._signed(number, line)

    def take_head(self, token: str, line: int) -> None:
        claims = self._claims(token, HEAD_TYPE)
        try:
            self.heads.append(HeadClaim(int(claims["seq"]), str(claims["hash"]), str(claims["date"])))
        except (KeyError, ValueError, TypeError):
            self._early(FindingKind.HEAD_INVALID, line)

    def report(self) -> Report:
        checker = self._checker()
        if not self.ended:
            self._early(FindingKind.CUT, 0, checker.expected - 1)
        outside = [claim for claim in self.heads if claim.seq < checker.first]
        checker.finish()
        return Report(
            first=checker.first,
            last=checker.expected - 1,
            count=checker.count,
            withheld=checker.withheld,
            heads_met=checker.heads_met,
            heads_outside=len(outside),
            signed=self.keys is not None,
            issuer=str(self.header.get("issuer", "")),
            findings=[*self.early, *checker.findings],
            more=checker.more,
        )

    def _checker(self) -> Checker:
        """Made with the first entry, when header and heads have been read."""
        if self.checker is None:
            first, prev = self.header.get("first"), self.header.get("prev")
            if not isinstance(first, int) or not isinstance(prev, str):
                first, prev = 1, GENESIS
            inside = [claim for claim in self.heads if claim.seq >= first]
            self.checker = Checker(expected=first, last=prev, heads=inside)
        return self.checker

    def _header(self, line: bytes) -> None:
        self.header = _object(line)
        self.header_digest = sha256(line + b"\n").hexdigest()
        if self.header.get("format") != FORMAT:
            self._early(FindingKind.UNREADABLE, 1)

    def _entry(self, number: int, line: bytes) -> None:
        prev, own = line[9:73], line[83:147]
        formed = line[73:83] == _HASH and _HEX.fullmatch(prev) and _HEX.fullmatch(own)
        if formed and line[147:157] == _ENTRY and line.endswith(b"}"):
            self._checker().add(prev.decode(), own.decode(), line[157:-1], line=number)
        elif formed and line[147:161] == _WITHHELD and line.endswith(b'"}') and _HEX.fullmatch(line[161:-2]):
            self._checker().add(prev.decode(), own.decode(), None, digest=line[161:-2].decode(), line=number)
        else:
            self._checker().unreadable(number)

    def _signed(self, number: int, line: bytes) -> None:
        words = _object(line)
        if set(words) == {"head"} and self.checker is None:
            self.take_head(str(words["head"]), number)
        elif set(words) == {"end"}:
            self._end(number, str(words["end"]))
        else:
            self._checker().unreadable(number)

    def _end(self, number: int, token: str) -> None:
        self.ended = True
        claims = self._claims(token, END_TYPE)
        checker = self._checker()
        last = claims.get("seq")
        if not isinstance(last, int) or claims.get("header") != self.header_digest:
            self._early(FindingKind.HEAD_INVALID, number)
            return
        if checker.expected - 1 > last:
            checker.findings.append(Finding(FindingKind.ADDED, last + 1, number, until=checker.expected - 1))
        elif checker.expected - 1 == last and claims.get("hash") != checker.last:
            checker.findings.append(Finding(FindingKind.REWRITTEN, checker.first, number, until=last))
        elif checker.expected - 1 < last:
            checker.reach(last)

    def _claims(self, token: str, typ: str) -> dict[str, Any]:
        """The claims, checked where there is a key; empty when they are not genuine."""
        try:
            return jws.verify(token, self.keys, typ=typ) if self.keys is not None else jws.unverified(token, typ=typ)
        except jws.StatementInvalid:
            return {}

    def _early(self, kind: FindingKind, line: int, seq: int = 0) -> None:
        self.early.append(Finding(kind, seq, line))


def _line(words: dict[str, Any]) -> bytes:
    return json.dumps(words, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def blocks(lines: Iterable[bytes], size: int = 256 * 1024) -> Iterator[bytes]:
    """Lines joined to larger pieces, for answers over HTTP and for files."""
    waiting: list[bytes] = []
    length = 0
    for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= size:
            yield b"".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield b"".join(waiting)
