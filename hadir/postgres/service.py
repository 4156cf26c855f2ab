"""From settings to a database that answers: the configured server, or our own one started on demand."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict

from hadir.config import Config
from hadir.postgres.cluster import WEB_ROLE, Cluster
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


def web_url(config: Config) -> str | None:
    """Address under the web's restricted log-in; None where the site's database is somebody else's server and nobody
    has named such a log-in."""
    if config.database_web_url is not None:
        return config.database_web_url.get_secret_value()
    return None if config.database_url is not None else cluster_of(config).url(role=WEB_ROLE)


def web_role(config: Config) -> str | None:
    """Name of that log-in."""
    url = web_url(config)
    return None if url is None else str(conninfo_to_dict(url).get("user") or "") or None
