#!/bin/sh
# Make .venv and install the locked packages: `sh tools/environment.sh runtime` or `… dev`.
# uv does it when it is there, otherwise the first Python of 3.12 or newer with its own pip.
set -eu
cd "$(dirname "$0")/.."

case ${1:-} in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "usage: sh tools/environment.sh runtime|dev" >&2; exit 2 ;;
esac

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

find_python() {
    # A version manager's python3.13 may be on the path and still refuse to start, so each one is tried.
    for python in python3.13 python3.12 "${HOME:-}"/.pyenv/versions/3.1[23]*/bin/python python3; do
        if new_enough "$python"; then
            echo "$python"
            return
        fi
    done
    return 1
}

if [ -e .venv ] && ! new_enough .venv/bin/python; then
    echo "The Python of .venv is gone or too old: making .venv anew." >&2
    rm -rf .venv
fi

if command -v uv >/dev/null 2>&1; then
    [ -e .venv ] || uv venv --quiet --python '>=3.12,<3.14' .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
else
    if [ ! -e .venv ]; then
        python=$(find_python) || {
            echo "Milepost needs Python 3.12 or newer: install it (python3.12 with its venv module) or uv, then run this again." >&2
            exit 1
        }
        "$python" -m venv .venv || {
            rm -rf .venv
            echo "$python cannot make an environment: install its venv module (on Debian and Ubuntu python3-venv), then run this again." >&2
            exit 1
        }
    fi
    # An environment that uv made has no pip yet.
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi

# The source folder instead of an installed copy; relative, so that the checkout may move.
.venv/bin/python - <<'PYTHON'
import os, pathlib, sysconfig

site = pathlib.Path(sysconfig.get_path("purelib"))
(site / "milepost.pth").write_text(os.path.relpath("src", site) + "\n", encoding="utf-8")
PYTHON
# Compiled now, not at every start: uv leaves it, and where Python may write no bytecode each command would do it anew.
.venv/bin/python -m compileall -q -j 0 .venv/lib || true
cat > .venv/bin/milepost <<'SCRIPT'
#!/bin/sh
exec "$(dirname "$0")/python" -m milepost "$@"
SCRIPT
chmod +x .venv/bin/milepost
