"""Processes of the product forked from one that has read its modules: reading them costs more than most tests.

``python -m tests.forge FD`` is that process: it has no threads, opens nothing, and answers on the socket *FD*. Whoever
never calls :func:`allow` (benchmarks) starts real commands; tests that are about starting do so too.
"""

import contextlib
import json
import os
import runpy
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parent.parent
_SIZE = struct.Struct("!I")


class Running(Protocol):
    """What tests ask of a process, whoever started it."""

    pid: int

    def poll(self) -> int | None:
        """How it ended, as ``subprocess`` says it; None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises ``subprocess.TimeoutExpired``."""


class _Forge:
    """The client's end."""

    def __init__(self) -> None:
        self.one_at_a_time = Lock()
        self.socket, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.forge", str(theirs.fileno())]
        with theirs:
            self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def ask(self, question: dict[str, Any], files: Sequence[int] = ()) -> Any:
        """One question, one answer."""
        said = json.dumps(question).encode()
        with self.one_at_a_time:
            if files:
                socket.send_fds(self.socket, [_SIZE.pack(len(said))], files)
            else:
                self.socket.sendall(_SIZE.pack(len(said)))
            self.socket.sendall(said)
            return json.loads(_read(self.socket, _SIZE.unpack(_read(self.socket, _SIZE.size))[0]))

    def close(self) -> None:
        """Let it go."""
        self.socket.close()
        self.process.wait(10)


class Forked:
    """A process forked by the forge."""

    def __init__(self, forge: _Forge, pid: int) -> None:
        self._forge, self.pid = forge, pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        ended: int | None = self._forge.ask({"poll": self.pid})
        return ended

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        ended: int | None = self._forge.ask({"wait": self.pid, "seconds": timeout})
        if ended is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return ended


_allowed = False
_forge: _Forge | None = None


def allow(yes: bool) -> None:
    """Whether processes may be forked from now on; what stands is let go with the last permission."""
    global _allowed, _forge
    _allowed = yes
    if not yes and _forge is not None:
        _forge.close()
        _forge = None


def start(
    module: str, *arguments: str, environment: Mapping[str, str], files: Sequence[int] = (), afresh: bool = False
) -> Running:
    """``python -m module arguments`` with this whole *environment*, in a session of its own.

    *files* are its standard input, output and error; those that are missing lead nowhere. *afresh* asks for a real
    command even where forks are allowed.
    """
    global _forge
    with Path(os.devnull).open("r+b") as nowhere:
        three = [*files, *[nowhere.fileno()] * (3 - len(files))]
        if afresh or not _allowed:
            command = [sys.executable, "-m", module, *arguments]
            stdin, stdout, stderr = three
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True
            )
        if _forge is None:
            _forge = _Forge()
        made = {"module": module, "arguments": arguments, "environment": dict(environment)}
        return Forked(_forge, _forge.ask(made, three))


def _read(end: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = end.recv(size - len(got))
        if not more:
            raise EOFError
        got += more
    return got


class _Smithy:
    """The forge itself: forks what it is asked for, and says how it ended."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.ended: dict[int, int] = {}

    def serve(self) -> None:
        """Answer until nobody asks any more."""
        while True:
            head, files, _, _ = socket.recv_fds(self.end, _SIZE.size, 3)
            if not head:
                return
            question = json.loads(_read(self.end, _SIZE.unpack(head)[0]))
            answer = json.dumps(self._answer(question, files)).encode()
            self.end.sendall(_SIZE.pack(len(answer)) + answer)

    def _answer(self, question: dict[str, Any], files: list[int]) -> int | None:
        if "module" in question:
            pid = os.fork()
            if pid == 0:
                _become(self.end, question, files)
            for one in files:
                os.close(one)
            return pid
        return self._how(question.get("poll") or question["wait"], question.get("seconds", 0))

    def _how(self, pid: int, seconds: float | None) -> int | None:
        """How a child ended, waiting for it at most that long."""
        if pid not in self.ended:
            with _at_most(seconds):
                found, status = os.waitpid(pid, os.WNOHANG if seconds == 0 else 0)
                if found:
                    self.ended[pid] = os.waitstatus_to_exitcode(status)
        return self.ended.get(pid)


@contextlib.contextmanager
def _at_most(seconds: float | None) -> Any:
    """Interrupts a wait."""

    def late(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds or 0)
    with contextlib.suppress(TimeoutError):
        yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def _become(end: socket.socket, question: dict[str, Any], files: list[int]) -> None:
    """Never returns: this process is the command now."""
    status = 1
    try:
        end.close()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.setsid()
        for number, one in enumerate(files):
            os.dup2(one, number)
            os.close(one)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        os.environ.clear()
        os.environ.update(question["environment"])
        sys.argv = [question["module"], *question["arguments"]]
        runpy.run_module(question["module"], run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _learn() -> None:
    """Read what every process of the product reads at its start, and stay without threads or connections."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as gunicorn.conf.py says
    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread

    from app import wiring

    wiring.blueprints()
    wiring.handlers()
    wiring.jobs()
    _ = gunicorn


if __name__ == "__main__":
    _learn()
    _Smithy(socket.socket(fileno=int(sys.argv[1]))).serve()
