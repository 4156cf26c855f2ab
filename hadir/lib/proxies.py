"""The address of whoever really asks, behind reverse proxies. Pure.

Anybody can write anything into `X-Forwarded-For`. Each proxy appends the address that it saw itself, so only the right
end is true, and only as far as our own proxies go: the first address from the right that is none of theirs is the
client's. Whatever stands left of it was typed by the client.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks in CIDR notation. Raises `ValueError`."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def is_trusted(remote: str, trusted: Sequence[Network]) -> bool:
    """Whether the peer of the connection is one of our own proxies."""
    address = _parse(remote)
    return address is not None and any(address in network for network in trusted)


def client_address(remote: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """`remote`: the peer of the connection; `forwarded`: the header, several of them joined by commas. Empty when a
    trusted proxy passed on something that is no address."""
    address = _parse(remote)
    if address is None:
        return ""
    for text in reversed([part for part in forwarded.split(",") if part.strip()]):
        if not any(address in network for network in trusted):
            break
        address = _parse(text)
        if address is None:
            return ""
    return str(address)


def _parse(text: str) -> Address | None:
    """An address with or without port, brackets or zone; an IPv4 one in IPv6 clothes is that one."""
    plain = text.strip().strip('"')
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ipaddress.ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
