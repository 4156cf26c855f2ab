#!/bin/sh
# Resolve the dependencies of pyproject.toml into requirements/*.txt, with hashes, for every platform at once.
# What is locked stays unless it no longer fits; `scripts/lock.sh --upgrade` looks for newer versions.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { echo "needs uv: .venv/bin/python -m pip install uv" >&2; exit 1; }

compile() { # output, source and options
    output=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --output-file "requirements/$output.txt" "$@" >/dev/null
}

compile base pyproject.toml "$@"
compile dev pyproject.toml --extra dev "$@"
# Node alone: it is installed beside the base set, not instead of it.
.venv/bin/python -c '
import tomllib
with open("pyproject.toml", "rb") as project:
    print(*tomllib.load(project)["project"]["optional-dependencies"]["node"], sep="\n")
' | compile node - "$@"
