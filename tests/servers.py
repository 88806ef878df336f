"""The product as it is really served: gunicorn with several workers, on a free port of this machine."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import forge


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running product; *factory* lets a test serve a mutant instead."""

    def __init__(
        self, environment: dict[str, str], workers: int, factory: str, log: Path, afresh: bool = False
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        said = {**os.environ, **environment, "BASE_URL": self.url, "PORT": str(self.port), "WORKERS": str(workers)}
        with log.open("ab") as told, Path(os.devnull).open("r+b") as nowhere:
            self._process = forge.start(
                "gunicorn",
                "--graceful-timeout",
                "2",
                factory,
                environment=said,
                files=[nowhere.fileno(), nowhere.fileno(), told.fileno()],
                afresh=afresh,
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60) -> float:
        """Wait for an answer; how long it took."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self._answers():
                return time.monotonic() - started
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start: {self.log.read_text()[-3000:]}")

    def _answers(self) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asking.request("GET", "/healthz")
            return asking.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()

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
    environment: dict[str, str],
    log: Path,
    workers: int = 2,
    factory: str = "app:create_app()",
    afresh: bool = False,
) -> Iterator[Server]:
    """The product served for as long as the block lasts; *afresh*, by its own command (``tests/forge.py``)."""
    server = Server(environment, workers, factory, log, afresh)
    try:
        yield server
    finally:
        server.stop()
