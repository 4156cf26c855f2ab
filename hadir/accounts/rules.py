"""Decisions about rights, spans and tokens that need no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Network, IPv6Network, NetmaskValueError, ip_address, ip_network

PROPOSAL_LIFE = timedelta(days=14)
# Whoever handed out a link could have used it; after this long the person has long signed in and would have noticed.
LINK_MEMORY = timedelta(days=30)
# An elevation ends this long after the proof of who is there, not after it was asked for.
ELEVATION_LIFE = timedelta(minutes=10)
# A proof older than this does not open an elevation: what is left of it would be too short to work with.
PROOF_FRESH = timedelta(minutes=5)
TOKEN_LIFE_MOST = timedelta(days=365)


class Scope(StrEnum):
    """What another system may read with an API token."""

    ATTENDANCE_READ = "attendance:read"
    PEOPLE_READ = "people:read"
    HEALTH_READ = "health:read"


PERSONAL_SCOPES = frozenset({Scope.ATTENDANCE_READ, Scope.PEOPLE_READ})


def closing_time(proved_at: datetime, now: datetime) -> datetime | None:
    """When an elevation that is opened now ends; None when the proof is too old (or of the future) to open one."""
    if not timedelta(0) <= now - proved_at <= PROOF_FRESH:
        return None
    return proved_at + ELEVATION_LIFE


def comes_from(start: int, wanted: int, givers: Mapping[int, Iterable[int | None]]) -> bool:
    """Whether the roles of `start` come, through however many hands, from `wanted`.

    `givers`: for each account those who gave or confirmed its roles. Circles among them do no harm.
    """
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        account = waiting.pop()
        for giver in givers.get(account, ()):
            if giver == wanted:
                return True
            if giver is not None and giver not in seen:
                seen.add(giver)
                waiting.append(giver)
    return False


def read_networks(text: str) -> list[str]:
    """CIDR networks from a text with commas, blanks or lines between; ValueError names the first that is none."""
    return [str(_network(part)) for part in text.replace(",", " ").split()]


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Whether an address may use a token: no networks means anywhere; an unreadable address is nowhere."""
    wanted = list(networks)
    if not wanted:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return any(found in ip_network(network) for network in wanted)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise ValueError(text) from error
