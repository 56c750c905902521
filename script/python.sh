# Sourced by the commands of this folder: finds the Python to build the environment with. Sets $PYTHON, $ROOT.
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
export ROOT

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14)))' >/dev/null 2>&1
}

PYTHON=
for candidate in ${ZHENDI_PYTHON:-} "$ROOT/.venv/bin/python" python3.13 python3.12 python3.11 python3 python; do
    if usable "$candidate"; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    echo "Python 3.11, 3.12 or 3.13 is needed and was not found on this machine (ZHENDI_PYTHON=/path/to/python names one)." >&2
    echo "本机没有 Python 3.11～3.13,请先安装(或用 ZHENDI_PYTHON=路径 指明)。" >&2
    exit 1
fi
export PYTHON
