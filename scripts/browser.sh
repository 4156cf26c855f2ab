#!/bin/sh
# Print the path of a Chromium for the browser tests; install one where that is possible without asking anybody.
set -eu
cd "$(dirname "$0")/.."

find_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v $name && return
    done
    .venv/bin/python - <<'PYTHON'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
print(path) if path.exists() else sys.exit(1)
PYTHON
}

find_browser && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-noto-core; } >&2 || true
else
    .venv/bin/playwright install chromium >&2 || true
fi
find_browser
