"""The description of the API is valid OpenAPI 3.1, and describes what there is: no less, no more."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from app.api.limits import Limiter

METHODS = {"get", "post", "patch", "put", "delete", "head", "options", "trace"}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """What the application says of itself."""
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = answer.json
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], list[dict[str, Any]]]]:
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation, [*shared, *operation.get("parameters", [])]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"title", "version"} <= document["info"].keys()
    assert document["components"]["securitySchemes"]["key"] == {
        "type": "http",
        "scheme": "bearer",
        "description": document["components"]["securitySchemes"]["key"]["description"],
    }


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in _references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_schema_is_a_schema(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
        assert schema.get("properties"), name


def test_every_operation_is_whole(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation, _ in _operations(document)]
    assert len(ids) == len(set(ids))
    for path, method, operation, parameters in _operations(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert any(status.startswith("2") for status in operation["responses"]), where
        in_path = {one["name"] for one in parameters if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path)), where
        assert all(one["required"] for one in parameters if one["in"] == "path"), where
        assert all("schema" in one for one in parameters), where
        names = {one["name"] for one in parameters if one["in"] == "header"}
        if method in {"post", "patch"}:
            assert "Idempotency-Key" in names, where
            assert operation["requestBody"]["content"]["application/json"], where
        if method == "patch":
            assert "If-Match" in names, where
        if operation.get("security") != []:
            assert {"401", "403", "404", "429"} <= operation["responses"].keys(), where


def test_every_address_is_described_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _, _ in _operations(document)} == served


def test_the_limits_it_tells_are_the_limits(document: dict[str, Any]) -> None:
    assert f"{Limiter().reads} reads" in document["info"]["description"]
    assert f"{Limiter().writes} writes" in document["info"]["description"]


def test_it_names_no_other_machine(document: dict[str, Any]) -> None:
    assert "cdn" not in str(document)
