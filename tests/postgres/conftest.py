"""Clusters of their own for every test, gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hadir.postgres.cluster import Cluster
from hadir.postgres.runtime import runtime_dir

MakeCluster = Callable[[Path], Cluster]


@pytest.fixture
def make_cluster() -> Iterator[MakeCluster]:
    """Makes a cluster for a `var/` folder; stops it and removes its runtime folders at the end."""
    made: list[tuple[Cluster, Path]] = []

    def make(var: Path) -> Cluster:
        runtime = runtime_dir(var)
        cluster = Cluster(var / "pg", runtime)
        made.append((cluster, runtime))
        return cluster

    yield make
    for cluster, runtime in made:
        cluster.stop()
        shutil.rmtree(runtime, ignore_errors=True)
        shutil.rmtree(runtime.with_name(f"{runtime.name}-pg"), ignore_errors=True)


@pytest.fixture
def cluster(make_cluster: MakeCluster, tmp_path: Path) -> Cluster:
    return make_cluster(tmp_path / "var")
