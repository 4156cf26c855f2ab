"""Whose address a request has, when anybody can write the header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.lib.proxies import client_address, is_trusted, networks_of

OURS = networks_of(["127.0.0.1/32", "10.20.0.0/24", "2001:db8:ffff::/64"])
CLIENT = "198.51.100.7"


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        (CLIENT, "", CLIENT),
        (CLIENT, "203.0.113.1", CLIENT),  # a stranger's header is worth nothing
        ("127.0.0.1", CLIENT, CLIENT),
        ("127.0.0.1", f"203.0.113.1, {CLIENT}", CLIENT),  # the client typed the first one
        ("127.0.0.1", f"203.0.113.1,127.0.0.1, {CLIENT}", CLIENT),  # even with our own address in it
        ("127.0.0.1", f"{CLIENT}, 10.20.0.9", CLIENT),  # two proxies of ours
        ("127.0.0.1", f"203.0.113.1, {CLIENT}, 10.20.0.9", CLIENT),
        ("127.0.0.1", "10.20.0.7, 10.20.0.9", "10.20.0.7"),  # somebody within our own network
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", ""),
        ("127.0.0.1", f"{CLIENT}, unix:", ""),
        ("127.0.0.1", f"javascript:alert(1), {CLIENT}", CLIENT),
        ("", CLIENT, ""),
        ("127.0.0.1", f"{CLIENT}:51234", CLIENT),
        ("127.0.0.1", "[2001:db8::7]:51234", "2001:db8::7"),
        ("127.0.0.1", '"[2001:db8::7]"', "2001:db8::7"),
        ("2001:db8:ffff::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:127.0.0.1", f"::ffff:{CLIENT}", CLIENT),
        ("fe80::1%eth0", "", "fe80::1"),
    ],
)
def test_the_rightmost_address_that_is_not_ours_counts(remote: str, forwarded: str, found: str) -> None:
    assert client_address(remote, forwarded, OURS) == found


def test_without_own_proxies_only_the_connection_counts() -> None:
    assert client_address("127.0.0.1", CLIENT, ()) == "127.0.0.1"
    assert not is_trusted("127.0.0.1", ())
    assert is_trusted("10.20.0.200", OURS)
    assert not is_trusted("10.20.1.1", OURS)
    assert not is_trusted("", OURS)


@given(st.text(max_size=60))
def test_nothing_that_a_client_types_changes_its_address(typed: str) -> None:
    assert client_address("127.0.0.1", f"{typed},{CLIENT}", OURS) == CLIENT
    assert client_address(CLIENT, typed, OURS) == CLIENT
