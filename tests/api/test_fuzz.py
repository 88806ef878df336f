"""Two thousand requests drawn from the API's own description, sound and mad: never a crash, always an answer.

The draw is seeded: a failure names its request, and comes back the same. Each request is judged by the description
too: its status must be one that is announced, its body what the schema says.
"""

import copy
import json
import random
from datetime import date
from typing import Any

import jsonschema_rs
from flask import Flask

from app.api.doors import limiter
from app.core.archive import row_counts
from tests.api.programs import Program, a_program
from tests.given.loans import Museums, State, a_loan, two_museums

SEED, CASES = 20270111, 1000
WHOLE_BODY = 0.5
"""The share of bodies that are a sound request with one part gone mad; the others are mad altogether."""

MAD: list[Any] = [
    None, True, False, 0, 1, -1, 2**31 - 1, 2**31, 2**63, 10**30, 1.5, -0.0, "", " ", "0", "1", "é" * 300, "x" * 5000,
    "\x00", "a\x00b", "\ud800", "\U0001f5bc", "'; DROP TABLE loan; --", "%", "_", "{{7*7}}", "<script>", "../../etc",
    "2027-03-08", "2027-02-30", "0000-00-00", "9999-12-31", "NaN", "Infinity", "1e400", [], [[]], [None], {}, {"a": {}},
    [1] * 200, {"$gt": 0}, "\r\nX: y",
]  # fmt: skip


def _path(rng: random.Random, path: str, known: dict[str, int]) -> str:
    for name, value in known.items():
        drawn = rng.choice([value] * 6 + [0, 1, 2**31 - 1, 2**31, -1, "x", "%00", "1.0"])
        path = path.replace("{" + name + "}", str(drawn))
    return path


def _value(rng: random.Random, schema: dict[str, Any]) -> Any:
    if rng.random() < 0.35:
        return rng.choice(MAD)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if schema.get("format") == "date":
        return rng.choice(["2027-03-08", "2027-03-19", "2027-04-01", "2026-01-01"])
    return rng.choice(["1", "2", "24", "50", "69", "84", "Lyon", "écran 4K", "screen", "loan", "good"])


def _query(rng: random.Random, operation: dict[str, Any]) -> list[tuple[str, str]]:
    asked = [one for one in operation.get("parameters", []) if one["in"] == "query" and rng.random() < 0.3]
    pairs = [(one["name"], _value(rng, one["schema"])) for one in asked]
    if rng.random() < 0.1:
        pairs += [*pairs, ("unknown", "x")]
    return [
        (name, json.dumps(v) if isinstance(v, list | dict) else str(v).replace("\ud800", "?")) for name, v in pairs
    ]


def _body(rng: random.Random, sound: dict[str, Any]) -> Any:
    if rng.random() > WHOLE_BODY:
        return (
            {name: rng.choice(MAD) for name in sound if rng.random() < 0.7} if rng.random() < 0.8 else rng.choice(MAD)
        )
    body = copy.deepcopy(sound)
    if body and rng.random() < 0.8:
        place: Any = body
        while isinstance(place, dict | list) and place:
            key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
            if not isinstance(place[key], dict | list) or rng.random() < 0.4:
                place[key] = rng.choice(MAD)
                break
            place = place[key]
    return body


def _sound(museums: Museums) -> dict[str, dict[str, Any]]:
    return {
        "ask_for_a_loan": {
            "exhibition_id": museums.exhibition_id,
            "lines": [{"listing_id": museums.listing_id, "quantity": 1}],
            "first_day": "2027-03-08",
            "last_day": "2027-03-19",
            "transport": "dedicated_van",
            "message": "Bonjour",
            "alternative": "new",
            "document": "Devis",
        },
        "agree_to_a_loan": {"answer": "Oui"},
        "refuse_a_loan": {"reason": "Non"},
        "give_a_loan_up": {"reason": "Non"},
        "propose_other_terms": {
            "first_day": "2027-03-15",
            "last_day": "2027-03-24",
            "lines": [{"listing_id": museums.listing_id, "quantity": 1, "instead_of": None}],
            "message": "Plus tard",
        },
        "accept_a_proposal": {"version": 2},
        "decline_a_proposal": {
            "reason": "Non",
            "instead": {"first_day": "2027-03-09", "lines": [{"listing_id": museums.listing_id, "quantity": 1}]},
        },
        "withdraw_a_proposal": {"version": None},
        "change_a_listing": {
            "title": "Écran",
            "mass_kg": "20.5",
            "condition": "good",
            "offer": "both",
            "turnaround_days": 2,
            "available_until": "2028-01-01",
        },
    }


class _Judge:
    """Holds every answer to the description."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Any] = {}

    def check(self, operation: dict[str, Any], answer: Any, what: str) -> None:
        status = str(answer.status_code)
        assert status < "500", f"{what}: {answer.text[:500]}"
        undescribed = {"405", "413", "415"} | ({"404"} if "404" not in operation["responses"] else set())
        if status in undescribed:
            return
        known = operation["responses"].get(status)
        assert known, f"{what}: {status} is not announced"
        while "$ref" in known:
            known = self.document["components"]["responses"][known["$ref"].rsplit("/", 1)[1]]
        for content in known.get("content", {}).values():
            name = content["schema"]["$ref"].rsplit("/", 1)[1] if "$ref" in content["schema"] else ""
            if name:
                self._validator(name).validate(answer.json)

    def _validator(self, name: str) -> Any:
        if name not in self._validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
            self._validators[name] = jsonschema_rs.Draft202012Validator(schema)
        return self._validators[name]


def test_whatever_is_sent_there_is_an_answer(app: Flask) -> None:
    limiter().reads = limiter().writes = 10**9
    museums = two_museums(quantity=5)
    loans = [a_loan(museums, state) for state in (State.REQUESTED, State.COUNTERED, State.APPROVED, State.OUT)]
    loans.append(a_loan(museums, State.CLOSED, first_day=date(2027, 2, 1), last_day=date(2027, 2, 5)))
    programs = [a_program(app, museums.technician), a_program(app, museums.team), Program(app)]
    document = app.test_client().get("/api/v1/openapi.json").json
    judge, sound, rng = _Judge(document), _sound(museums), random.Random(SEED)
    operations = [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in {"get", "post", "patch"} and not path.endswith("openapi.json")
    ]
    statuses: dict[int, int] = {}
    before = row_counts(["institution", "user_account", "listing", "exhibition"])
    for number in range(CASES):
        path, method, operation = rng.choice(operations)
        known = {
            "listing_id": museums.listing_id,
            "loan_id": rng.choice(loans),
            "exhibition_id": museums.exhibition_id,
            "proposal_id": rng.choice([1, 2]),
        }
        address = _path(rng, path, known)
        query = _query(rng, operation)
        sent: dict[str, Any] = {"query_string": query}
        if method != "get":
            body = _body(rng, sound[operation["operationId"]])
            sent["data"] = json.dumps(body)
            sent["content_type"] = rng.choice(["application/json"] * 20 + ["text/plain"])
            sent["headers"] = {"If-Match": rng.choice(["*", "*", '"v1"', "x", '"'])}
        program = rng.choice(programs)
        answer = program.send(method.upper(), address, None, **sent)
        what = f"case {number}: {method} {address} {query} {sent.get('data', '')!r}"
        judge.check(operation, answer, what)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
    assert row_counts(before) == before
    assert statuses.keys() >= {200, 201, 401, 404, 409, 422}, f"the draw is too tame: {statuses}"
