"""`python -m tests.attack_kit.make --photos FOLDER --out FOLDER --people N`: a folder of generated sessions.

`--photos` holds one folder a person; `--samples` uses the free sample photos (`hadir models fetch`) instead.
"""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Annotated, Literal

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hadir.capture import script
from hadir.capture.light import COLOURS
from hadir.config import load
from hadir.faceengine.engine import Engine
from hadir.faceengine.evaluation.inputs import Photo, read_people
from tests.attack_kit import people, recordings
from tests.attack_kit.people import Person
from tests.attack_kit.species import ATTACKS, BONA_FIDE, Cast, perform


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of one person; travels to worker processes."""

    out: Path
    species: tuple[str, ...]
    seed: int
    light: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One person's sessions. `photos`: theirs, then the accomplice's."""

    number: int
    name: str
    photos: tuple[Path, ...]
    accomplices: tuple[tuple[str, tuple[Path, ...]], ...]
    wish: Wish


@lru_cache(maxsize=1)
def _engine() -> Engine:
    import cv2

    cv2.setNumThreads(1)
    return Engine(load().models_dir)


def record(job: Job) -> int:
    """Sessions written; 0 for somebody without a photo that a head can be made from."""
    person = _person(job.name, job.photos)
    if person is None:
        return 0
    other = next((found for name, photos in job.accomplices if (found := _person(name, photos))), person)
    again = next(people.people({job.name: list(person.references)}, _engine()), None) if person.references else None
    cast = Cast(person.head, other.head, again.head if again else None)
    references = _copied(person, job.wish.out)
    for species in job.wish.species:
        seed = [job.wish.seed, job.number, sum(species.encode())]
        chance = np.random.default_rng(seed)
        steps = script.draw("checkin", Random(str(seed)), colours=tuple(COLOURS) if job.wish.light else ())
        recordings.write(
            job.wish.out / f"{job.number:04d}-{species}", species=species, person=job.name, script=steps,
            shots=perform(species, cast, steps, chance), references=references,
        )  # fmt: skip
    return len(job.wish.species)


def _person(name: str, photos: Sequence[Path]) -> Person | None:
    return next(people.people({name: list(photos)}, _engine()), None)


def _copied(person: Person, out: Path) -> list[str]:
    folder = out / "people" / person.name
    folder.mkdir(parents=True, exist_ok=True)
    for path in person.references:
        shutil.copyfile(path, folder / path.name)
    return [f"people/{person.name}/{path.name}" for path in person.references]


def _jobs(photos: Sequence[Photo], half: people.Half, wish: Wish, attacked: int) -> Iterator[Job]:
    """As many as there are people; attacks only on the first `attacked` of them."""
    found = list(people.of_half(photos, half).items())
    for number, (name, paths) in enumerate(found):
        following = [found[(number + step) % len(found)] for step in range(1, 4)]
        live = tuple(one for one in wish.species if one == BONA_FIDE)
        asked = wish if number < attacked else Wish(wish.out, live, wish.seed, wish.light)
        yield Job(number + 1, name, tuple(paths), tuple((who, tuple(theirs)) for who, theirs in following), asked)


def main(
    *,
    out: Annotated[Path, typer.Option(help="New folder for the sessions.")],
    photos: Annotated[Path | None, typer.Option(help="Folder with one folder a person.")] = None,
    wanted: Annotated[int, typer.Option("--people", min=1, help="So many people live before the camera.")] = 10,
    attacked: Annotated[int, typer.Option(help="Attacks on so many of them; -1: on all.")] = -1,
    half: Annotated[
        Literal["even", "odd", "all"], typer.Option(help="Half of the people, by a hash of the name.")
    ] = "all",
    species: Annotated[list[str] | None, typer.Option(help="Only these, `bona_fide` among them.")] = None,
    light: Annotated[bool, typer.Option(help="The page lights the face in changing colours.")] = False,
    seed: Annotated[int, typer.Option()] = 1,
    workers: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Write sessions of live people and of attacks on them, each in a folder of its own."""
    chosen = tuple(species or (BONA_FIDE, *ATTACKS))
    unknown = [name for name in chosen if name not in (BONA_FIDE, *ATTACKS)]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]}: no such species. There are {', '.join((BONA_FIDE, *ATTACKS))}.")
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out} is not empty; name a new folder.")
    material = read_people(photos) if photos else _samples()
    wish = Wish(out, chosen, seed, light)
    jobs = _jobs(material, half, wish, wanted if attacked < 0 else attacked)
    with _bars() as bars:
        written, sessions = _run(jobs, wanted, workers, bars)
    typer.echo(f"{sessions} sessions of {written} people in {out}")


def _run(jobs: Iterator[Job], wanted: int, workers: int, bars: Progress) -> tuple[int, int]:
    """(people, sessions). A person without a fit photo is replaced by the next."""
    task, written, sessions = bars.add_task("People", total=wanted), 0, 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting = {pool.submit(record, job) for job in islice(jobs, wanted)}
        while waiting:
            done = next(as_completed(waiting))
            waiting.remove(done)
            if done.result():
                written, sessions = written + 1, sessions + done.result()
                bars.update(task, completed=written)
            else:
                waiting |= {pool.submit(record, job) for job in islice(jobs, 1)}
    return written, sessions


def _samples() -> list[Photo]:
    folder = load().models_dir.parent / "samples"
    paths = sorted(folder.glob("*.jpg"))
    if not paths:
        raise typer.BadParameter(f"no sample photos in {folder}; run hadir models fetch, or give --photos.")
    return [
        Photo(path.name, path, path.stem.rsplit("_", 1)[0] if path.stem.startswith("person") else path.stem)
        for path in paths
    ]


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True),
    )  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
