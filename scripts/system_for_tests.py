"""What the tests need from the system (PostgreSQL, Chromium, curl, jq): installed when root on Debian, else named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def missing() -> list[str]:
    """The Debian packages that are not there yet."""
    wanted = []
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        wanted.append("postgresql")
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        wanted.append("chromium")
    wanted += [name for name in ("curl", "jq") if not shutil.which(name)]  # the commands of docs/api.md are run
    return wanted


def main() -> int:
    """Install, or say in one line what to paste."""
    wanted = missing()
    if not wanted:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted],
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        return 1 if missing() else 0
    macos = "brew install " + " ".join({"postgresql": "postgresql@16"}.get(n, n) for n in wanted)
    debian = "sudo apt-get install -y " + " ".join(wanted)
    print(f"The tests need {' and '.join(wanted)}. Paste: {macos if sys.platform == 'darwin' else debian}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
