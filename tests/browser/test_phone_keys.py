"""Key and passkey in a real Chromium. No server: the browser is handed our modules at a secure address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from hadir.accounts.models import User
from hadir.devices import passkeys, statements
from hadir.devices.rules import SessionFacts
from hadir.devices.statements import Expected, Signed
from tests.devices.phones import NOW, Session

pytestmark = pytest.mark.browser

MODULES = Path(__file__).resolve().parents[2] / "hadir/web/static/web/camera"
ORIGIN = "https://hadir.example"
_PAGE = '<!doctype html><script type="application/json" id="device-config">%s</script>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of the site, with our modules beside it; `#fragment` of the address is the page's configuration."""
    context = browser.new_context()
    made = context.new_page()
    made.route("**/*", _serve)
    made.goto(f"{ORIGIN}/page?siti")
    yield made
    context.close()


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith("/page"):
        config = {"owner": path.partition("?")[2], "bound": None}
        route.fulfill(content_type="text/html", body=_PAGE % json.dumps(config))
    else:
        name = path.rpartition("/")[2]
        route.fulfill(content_type="text/javascript", body=(MODULES / name).read_text(encoding="utf-8"))


def run(page: Page, script: str, argument: object = None) -> Any:
    return page.evaluate(f"async (given) => {{ {script} }}", argument)


SIGN = "const key = await import('/js/device-key.js'); return key.sign(given);"
STANDING = "const key = await import('/js/device-key.js'); return key.standing(key.pageConfig());"


def test_the_key_stays_and_signs(page: Page) -> None:
    session = Session()
    nonce = "nonce"
    asked = {
        "session": str(session.id),
        "nonce": nonce,
        "chain": session.chain.hex(),
        "frames": 17,
        "position": None,
        "clientTime": NOW.isoformat(),
        "openedMs": 1,
        "finishedMs": 8000.5,
        "siteCode": None,
    }
    first = run(page, SIGN, asked)
    page.reload()
    second = run(page, SIGN, asked)
    assert first["key"] == second["key"]
    signed = Signed.of(**second)
    key = statements.read_key(signed.key)
    statements.check_signature(key, signed.statement, signed.signature)
    expected = Expected(session.id, hashlib.sha256(nonce.encode()).digest(), session.chain, 17)
    statements.check(statements.read(signed.statement), expected)


def test_nobody_reads_the_key_and_a_second_account_is_told(page: Page) -> None:
    run(page, "const key = await import('/js/device-key.js'); await key.create('siti');")
    stolen = run(
        page,
        """
        const database = await new Promise((done) => {
          const asked = indexedDB.open('hadir-device', 1);
          asked.onsuccess = () => done(asked.result);
        });
        const kept = await new Promise((done) => {
          const asked = database.transaction('keys').objectStore('keys').get('phone');
          asked.onsuccess = () => done(asked.result);
        });
        const tries = ['jwk', 'pkcs8'].map((form) => crypto.subtle.exportKey(form, kept.privateKey));
        return (await Promise.allSettled(tries)).map((one) => one.status);
        """,
    )
    assert stolen == ["rejected", "rejected"]
    assert run(page, STANDING) == "unbound"
    page.goto(f"{ORIGIN}/page?budi")
    assert run(page, STANDING) == "other_account"
    run(page, "await new Promise((done) => { indexedDB.deleteDatabase('hadir-device').onsuccess = done; });")
    assert run(page, STANDING) == "unbound"


_REGISTER = """
const made = await navigator.credentials.create({publicKey: {
  rp: {id: location.hostname, name: 'Hadir'}, user: {id: new Uint8Array(8), name: 'budi', displayName: 'Budi'},
  challenge: new Uint8Array(32), pubKeyCredParams: [{type: 'public-key', alg: -7}],
  authenticatorSelection: {residentKey: 'required', userVerification: 'required'},
}});
const {toBase64url} = await import('/js/device-key.js');
const text = (buffer) => toBase64url(new Uint8Array(buffer));
return {id: made.id, rawId: text(made.rawId), type: made.type, response: {
  clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject)}};
"""
_ANSWER = "const passkey = await import('/js/passkey.js'); return passkey.answer(given);"


def test_a_passkey_answers_for_its_session(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the database: tests/devices/test_passkeys.py has its part."""
    monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"base_url": ORIGIN}))
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    data = {"name": "Ponsel", "credential": run(page, _REGISTER)}
    row = Authenticator(type=Authenticator.Type.WEBAUTHN, data=data, created_at=NOW - timedelta(days=3))
    monkeypatch.setattr(row, "record_usage", lambda: None)
    known = [(row.wrap().authenticator_data.credential_data, row)]
    monkeypatch.setattr(passkeys, "_passkeys", lambda _user: known)
    budi = User(pk=7)
    session = Session()
    facts = SessionFacts(session.id, session.nonce_digest, session.chain)
    asked = json.loads(json.dumps(passkeys.challenge(budi, facts)))

    answer = run(page, _ANSWER, asked)
    found = passkeys.verify(budi, facts, answer, now=NOW)
    assert (found.ok, found.backed_up) == (True, False)
    other = SessionFacts(session.id, session.nonce_digest, bytes(32))
    assert not passkeys.verify(budi, other, answer, now=NOW).ok

    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    assert run(page, _ANSWER, asked) is None, "whoever cannot unlock the phone has no answer"
