"""What the page's key signs is what the server reads."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from hadir.devices import statements
from hadir.devices.statements import Expected, Signed

CASES = Path(__file__).with_name("device_key_cases.mjs")
SESSION = UUID("5d0d6a56-6b1a-4c39-9d5a-0d0f4f5a3f11")
NONCE = "vO3x0m6m4tq0o2Jw1nJ0Qh7cQd5yqf2v0C8m9o3b7aA"
EXPECTED = Expected(SESSION, hashlib.sha256(NONCE.encode()).digest(), bytes(range(32)), 17)


def test_what_the_page_signs_the_server_reads() -> None:
    folders = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    node = shutil.which("node", path=folders)
    if node is None:
        pytest.skip("no Node on this machine; `make setup` brings one")
    asked = {
        "session": str(SESSION),
        "nonce": NONCE,
        "chain": bytes(range(32)).hex(),
        "frames": 17,
        "position": {"latitude": -6.2, "longitude": 106.8, "accuracy": 12, "altitude": 3},
        "clientTime": "2026-01-15T07:12:03.412+07:00",
        "openedMs": 1034.2,
        "finishedMs": 9121.7,
        "siteCode": None,
    }
    done = subprocess.run(
        [node, str(CASES), json.dumps(asked)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    out = json.loads(done.stdout.splitlines()[-1])

    for name, code in (("one", None), ("two", "AB12")):
        signed = Signed.of(**out[name])
        key = statements.read_key(signed.key)
        assert key.thumbprint == out["name"]
        assert key.jwk == signed.key
        statements.check_signature(key, signed.statement, signed.signature)
        statement = statements.read(signed.statement)
        statements.check(statement, EXPECTED)
        assert statement.position == statements.Position(-6.2, 106.8, 12)
        assert statement.client_time == datetime(2026, 1, 15, 0, 12, 3, 412000, UTC)
        assert (statement.opened_ms, statement.finished_ms, statement.site_code) == (1034.2, 9121.7, code)

    asked_for = Signed.of(**out["text"])
    statements.check_signature(statements.read_key(asked_for.key), b"hadir-device-bind|abc", asked_for.signature)
