"""Clients released together against the product as it is served: the way races show themselves."""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Client:
    """Somebody signed in, with a session of their own."""

    http: httpx.Client
    token: str

    @classmethod
    def signed_in(cls, url: str, email: str, password: str) -> "Client":
        """Sign in through the page, as a browser would."""
        http = httpx.Client(
            base_url=url, timeout=60, verify=False
        )  # no certificates to read: it is our own plain HTTP
        found = TOKEN.search(http.get("/connexion").text)
        assert found
        answer = http.post("/connexion", data={"csrf_token": found[1], "email": email, "password": password})
        assert answer.status_code == 303, answer.text[:500]
        inside = TOKEN.search(http.get("/compte").text)
        assert inside
        return cls(http, inside[1])

    def post(self, path: str, **data: str) -> int:
        """Send a form; the status of the answer, 0 when the connection broke."""
        try:
            return self.http.post(path, data={"csrf_token": self.token, **data}).status_code
        except httpx.HTTPError:
            return 0


@contextmanager
def signed_in(url: str, emails: Sequence[str], password: str) -> Iterator[list[Client]]:
    """One client for each address, closed at the end."""
    clients = [Client.signed_in(url, email, password) for email in emails]
    try:
        yield clients
    finally:
        for client in clients:
            client.http.close()


def released_together(actions: Sequence[Callable[[], int]]) -> list[int]:
    """Run every action from a thread of its own, all let go at the same instant; their answers in order."""
    gate = threading.Barrier(len(actions))
    answers = [0] * len(actions)

    def run(number: int) -> None:
        gate.wait()
        answers[number] = actions[number]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
