"""The statement is read strictly, and only the key that is named has signed it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hadir.devices import statements
from hadir.devices.statements import Broken, Expected, Signed
from tests.devices.phones import Session, SoftPhone, text_of

SESSION = Session()


def expected(session: Session = SESSION) -> Expected:
    return Expected(session.id, session.nonce_digest, session.chain, session.frames)


def read(**changes: Any) -> statements.Statement:
    return statements.read(json.dumps(SESSION.statement | changes).encode())


def test_an_honest_statement_is_read_and_agrees() -> None:
    statement = read()
    statements.check(statement, expected())
    assert statement.position is not None
    assert statement.position.accuracy == 12.5


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": "1"},
        {"frames": 1.5},
        {"frames": -1},
        {"frames": True},
        {"opened_ms": -1},
        {"opened_ms": 1e300},
        {"finished_ms": None},
        {"client_time": "2026-01-15T07:12:03"},
        {"client_time": 1768435923},
        {"client_time": "yesterday"},
        {"chain": "AB" * 32},
        {"chain": "ab" * 31},
        {"chain": "ab" * 32 + "\n"},
        {"nonce_digest": None},
        {"session": "5d0d6a56"},
        {"position": {"latitude": 91, "longitude": 0, "accuracy": 1}},
        {"position": {"latitude": 0, "longitude": 0, "accuracy": -1}},
        {"position": {"latitude": 0, "longitude": 0}},
        {"position": {"latitude": 0, "longitude": 0, "accuracy": 1, "speed": 3}},
        {"position": [0, 0, 1]},
        {"site_code": "x" * 201},
        {"score": 0.9},
    ],
)
def test_odd_values_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Broken):
        read(**changes)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    whole = json.dumps(SESSION.statement).replace("1000.5", text)
    assert text in whole
    with pytest.raises(Broken):
        statements.read(whole.encode())


@pytest.mark.parametrize("name", list(SESSION.statement))
def test_nothing_may_be_left_out(name: str) -> None:
    less = {key: value for key, value in SESSION.statement.items() if key != name}
    with pytest.raises(Broken):
        statements.read(json.dumps(less).encode())


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_comes_is_a_statement_or_broken(data: bytes) -> None:
    try:
        statements.read(data)
    except Broken:
        return
    raise AssertionError(f"read as a statement: {data!r}")


def test_a_long_statement_is_not_even_read() -> None:
    with pytest.raises(Broken):
        statements.read(json.dumps(SESSION.statement).encode() + b" " * statements.MAX_STATEMENT_BYTES)


@pytest.mark.parametrize("name", ["session", "nonce_digest", "chain", "frames"])
def test_a_statement_about_something_else_does_not_agree(name: str) -> None:
    other = Session(nonce_digest=b"\1" * 32, chain=b"\2" * 32, frames=16)
    statement = statements.read(json.dumps(SESSION.statement | {name: other.statement[name]}).encode())
    with pytest.raises(Broken):
        statements.check(statement, expected())


def test_only_the_named_key_has_signed() -> None:
    phone, other = SoftPhone(), SoftPhone()
    message = b"words"
    statements.check_signature(phone.key, message, phone.sign(message))
    for key, said, signature in [
        (phone.key, b"other words", phone.sign(message)),
        (phone.key, message, other.sign(message)),
        (phone.key, message, b""),
        (phone.key, message, bytes(64)),
        (phone.key, message, b"\xff" * 64),
        (phone.key, message, phone.sign(message) + b"\0"),
    ]:
        with pytest.raises(Broken):
            statements.check_signature(key, said, signature)


def _jwk(**changes: Any) -> str:
    return json.dumps(json.loads(SoftPhone().jwk) | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        "[]",
        "{}",
        _jwk(kty="RSA"),
        _jwk(crv="P-384"),
        _jwk(x="AA"),
        _jwk(x=text_of(bytes(32))),
        _jwk(y=text_of(b"\xff" * 32)),
        _jwk(d="AAAA"),
        _jwk(note="x" * 600),
        "\ud800",
    ],
    ids=[  # the keys are new in every process
        *("empty", "thumbprint", "list", "empty_object", "rsa", "p384", "short_x", "no_point", "large_y", "private"),
        *("too_long", "no_text"),
    ],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        statements.read_key(text)


def test_a_key_has_one_name_however_it_is_written() -> None:
    phone = SoftPhone()
    wordy = json.dumps({"ext": True, "key_ops": ["verify"], **json.loads(phone.jwk)}, indent=1)
    assert statements.read_key(wordy).thumbprint == phone.key.thumbprint
    x = json.loads(phone.jwk)["x"]
    with pytest.raises(Broken):
        statements.read_key(phone.jwk.replace(x, x + "="))


def test_the_name_of_a_key_is_that_of_rfc_7638() -> None:
    """An independent implementation gives the same name."""
    from joserfc.jwk import ECKey

    phone = SoftPhone()
    assert phone.key.thumbprint == ECKey.import_key(json.loads(phone.jwk)).thumbprint()


def test_what_is_no_base64_becomes_a_broken_signature() -> None:
    signed = Signed.of("k", "é", "%%%")
    assert (signed.statement, signed.signature) == (b"", b"")
