"""From settings to a database that answers: the configured server, or our own one started on demand."""

from __future__ import annotations

from hadir.config import Config
from hadir.postgres.cluster import Cluster
from hadir.postgres.runtime import runtime_dir


def cluster_of(config: Config) -> Cluster:
    """Our own server for these settings, as it is."""
    return Cluster(config.postgres_dir, runtime_dir(config.var_dir))


def database_url(config: Config) -> str:
    """Address of the site's database. Our own server is started, and its database created, when need be."""
    if config.database_url is not None:
        return config.database_url.get_secret_value()
    cluster = cluster_of(config)
    cluster.start()
    cluster.ensure_database()
    return cluster.url()
