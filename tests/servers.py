"""The product as it is really served: gunicorn with several workers, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running product; *factory* lets a test serve a mutant instead."""

    def __init__(self, environment: dict[str, str], workers: int, factory: str, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        command = [
            str(Path(sys.executable).parent / "gunicorn"),
            "--graceful-timeout",
            "2",
            factory,
        ]
        with log.open("ab") as told:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={
                    **os.environ,
                    **environment,
                    "BASE_URL": self.url,
                    "PORT": str(self.port),
                    "WORKERS": str(workers),
                },
                stdout=subprocess.DEVNULL,
                stderr=told,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60) -> float:
        """Wait for an answer; how long it took."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return time.monotonic() - started
            except httpx.HTTPError:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {self.log.read_text()[-3000:]}")

    def worker_pids(self) -> list[int]:
        """The process ids of the web workers."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        if children.exists():
            return [int(pid) for pid in children.read_text().split()]
        found = subprocess.run(["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]

    def kill_a_worker(self, number: int) -> None:
        """End one worker as a power cut would."""
        pids = self.worker_pids()
        if pids:
            os.kill(pids[number % len(pids)], signal.SIGKILL)

    def stop(self) -> None:
        """End everything."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(5)


@contextmanager
def serving(
    environment: dict[str, str], log: Path, workers: int = 2, factory: str = "app:create_app()"
) -> Iterator[Server]:
    """The product served for as long as the block lasts."""
    server = Server(environment, workers, factory, log)
    try:
        yield server
    finally:
        server.stop()
