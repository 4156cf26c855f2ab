"""Networks of offices as somebody types them, and what is wrong with one. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from hadir.places.shapes import Fault

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# An office has one address of a provider, or a small block; beyond this it is the provider itself, or half a country.
WIDEST = {4: 22, 6: 44}
MOST_NETWORKS = 50


def parse(text: str) -> Network | None:
    """`203.0.113.7`, `203.0.113.0/28`, `2001:db8::/48`; None when it is none of these. An address of a host inside a
    network (203.0.113.7/28) means the network."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def faults(network: Network, *, lan: bool) -> list[Fault]:
    """Why the network proves no place. `lan`: the site is reached from inside the office's own network, so that private
    addresses are told apart by it (a setting of the installation)."""
    found = []
    if network.prefixlen < WIDEST[network.version]:
        found.append(Fault("network_wide", (network.prefixlen, WIDEST[network.version])))
    address = network.network_address
    if address.is_loopback or address.is_multicast or address.is_unspecified or address.is_link_local:
        found.append(Fault("network_special"))
    elif not lan and not network.is_global and not _documentation(network):
        found.append(Fault("network_private"))
    return found


def overlapping(networks: Iterable[Network]) -> list[tuple[int, int]]:
    """Pairs of lines, counted from 1, of which one contains the other."""
    known = list(networks)
    return [
        (one + 1, other + 1)
        for one in range(len(known))
        for other in range(one + 1, len(known))
        if known[one].version == known[other].version and known[one].overlaps(known[other])
    ]


_EXAMPLES = tuple(map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def _documentation(network: Network) -> bool:
    """Blocks for examples (RFC 5737, RFC 3849) are nobody's: harmless, and the demo region lives in them."""
    return any(network.version == one.version and network.subnet_of(one) for one in _EXAMPLES)  # type: ignore[arg-type]
