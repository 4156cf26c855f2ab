"""Signed heads of the chain: made once a day, handed to witnesses outside the operator, checked against the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import formats, timezone, translation

from hadir.audit import rules, selectors, services, texts
from hadir.audit.models import Head
from hadir.lib import jws
from hadir.lib.audit_export import Report
from hadir.lib.authority import System
from hadir.lib.chain import GENESIS, Checker, Finding, FindingKind, HeadClaim
from hadir.lib.errors import Conflict


@dataclass(frozen=True, slots=True)
class HeadState:
    """A head with what became of it: whether its signature is ours, and whether the log still says the same."""

    head: Head
    genuine: bool
    fits: bool


@lru_cache(maxsize=1)
def audit_key() -> jws.OKPKey:
    secret = settings.CONFIG.audit_key
    assert secret is not None  # the settings do not load without it
    return jws.load_key(secret.get_secret_value())


def sign_head(*, day: date, now: datetime) -> tuple[Head | None, bool]:
    """The head of a day, and whether it was made now. None while the log is empty; a day has one head only.

    Entries since the head before are checked first: what does not fit is not signed. Raises `Conflict` (chain_broken).
    """
    known = Head.objects.filter(date=day).first()
    newest = selectors.newest()
    if known is not None or newest is None:
        return known, False
    report = verify(since=selectors.heads().first(), until=newest.seq)
    if not report.ok:
        found = report.findings[0]
        sentence = texts.CHAIN_BROKEN % {"seq": found.seq, "action": found.action, "subject": found.subject}
        raise Conflict("chain_broken", sentence)
    facts = rules.HeadFacts(settings.CONFIG.base_url, day, newest.seq, newest.hash, now)
    try:
        with transaction.atomic():
            head = Head.objects.create(
                date=day, seq=newest.seq, hash=newest.hash, jws=rules.sign_head(facts, audit_key()), signed_at=now
            )
            services.record(
                "audit.head_signed",
                actor=System().actor,
                subject=f"audit_head:{day.isoformat()}",
                detail={"seq": head.seq, "fingerprint": head.fingerprint},
                unit_id=None,
            )
    except IntegrityError:  # another worker was faster
        return Head.objects.get(date=day), False
    return head, True


def verify(*, since: Head | None = None, until: int | None = None, keys: jws.KeySet | None = None) -> Report:
    """Check the live log against itself and its heads, from the beginning or behind a head that is trusted.

    `keys` are the public keys of all heads; without them the present one, so that heads of an older key are invalid.
    """
    trusted = keys or jws.KeySet([audit_key()])
    first, last = (since.seq + 1 if since else 1), until or selectors.bounds(None, None)[1]
    heads = list(Head.objects.filter(seq__gte=first).order_by("seq"))
    checker = Checker(
        expected=first,
        last=since.hash if since else GENESIS,
        heads=[HeadClaim(head.seq, head.hash, head.date.isoformat()) for head in heads],
    )
    for entry in selectors.linked(first, last):
        checker.add(entry.prev, entry.hash, entry.payload.encode())
    checker.finish()
    forged = [
        Finding(FindingKind.HEAD_INVALID, head.seq)
        for head in heads
        if not rules.head_fits(head.jws, seq=head.seq, chain_hash=head.hash, keys=trusted)
    ]
    altered = [
        Finding(FindingKind.CHANGED, seq, action=action, subject=subject)
        for seq, action, subject in selectors.differing(first, last)
    ]
    return Report(
        first=first,
        last=checker.expected - 1,
        count=checker.count,
        heads_met=checker.heads_met,
        signed=True,
        issuer=settings.CONFIG.base_url,
        findings=[*checker.findings, *altered, *forged],
        more=checker.more,
    )


def states(heads: list[Head]) -> list[HeadState]:
    """For a page: each head's signature, and whether the entry it names still has that hash."""
    found = []
    for head in heads:
        entry = selectors.link_at(head.seq)
        genuine = rules.head_fits(head.jws, seq=head.seq, chain_hash=head.hash, keys=audit_key())
        found.append(HeadState(head, genuine, entry is not None and entry.hash == head.hash))
    return found


def mail_head(head: Head, address: str) -> None:
    """Send a head to one witness. In Indonesian: a witness has no account and has chosen no language."""
    with translation.override("id"):
        subject = str(texts.WITNESS_SUBJECT) % {"date": formats.date_format(head.date, "j F Y")}
        body = str(texts.WITNESS_BODY) % {
            "site": settings.CONFIG.base_url,
            "date": formats.date_format(head.date, "j F Y"),
            "seq": head.seq,
            "fingerprint": head.fingerprint,
            "jws": head.jws,
        }
    send_mail(subject, body, None, [address])


def printable(head: Head) -> str:
    """The head as a sheet to print, sign by hand and file."""
    return str(texts.WITNESS_SHEET) % {
        "site": settings.CONFIG.base_url,
        "date": head.date.isoformat(),
        "signed_at": timezone.localtime(head.signed_at).isoformat(timespec="seconds"),
        "seq": head.seq,
        "fingerprint": head.fingerprint,
        "hash": head.hash,
        "jws": head.jws,
    }
