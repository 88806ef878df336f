"""Laws of the house, checked on everything there is, so that nobody has to remember them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

import config
from app import create_app
from app.core.access import MARK, access_of
from app.core.db import db

ROOT = config.ROOT
URL = re.compile(
    r"^(/|(/[a-z0-9.\-]+|/([a-z0-9\-]+\.)?<([a-z]+(\([^)]*\))?:)?[a-z_]+>(\.[a-z]+)?|/<[a-z]+:[a-z_]+>/?[a-z.]*)+/?)$"
)
ENGLISH_URLS = re.compile(r"^/(healthz|readyz|static|api|\.well-known)")
LATE = {"aliased", "alias", "subquery", "cte", "lateral"}
NOT_PAGES = {"base.html", "styleguide.html"}


def _python_files() -> list[Path]:
    return sorted((ROOT / "app").rglob("*.py"))


def test_every_endpoint_wears_one_access_rule(app: Flask) -> None:
    bare = [name for name in app.view_functions if access_of(name) not in {"public", "signed_in", "staff"}]
    assert not bare, f"no @public, @signed_in or @staff on {bare}"


def test_the_law_of_access_can_fail(environment: dict[str, str]) -> None:
    app = create_app(environment)
    app.add_url_rule("/sans-regle", "without_rule", lambda: "")
    with app.app_context():
        assert access_of("without_rule") is None
        assert not hasattr(app.view_functions["without_rule"], MARK)
        assert app.test_client().get("/sans-regle").status_code == 500
        db.engine.dispose()


def test_urls_are_kebab_case(app: Flask) -> None:
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not ENGLISH_URLS.match(rule.rule)
        and ("_" in re.sub(r"<[^>]*>", "", rule.rule) or not URL.match(rule.rule))
    ]
    assert not wrong


def test_every_template_parses_and_every_page_extends_the_frame(app: Flask) -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        tree = app.jinja_env.parse(path.read_text())
        name = str(path.relative_to(ROOT / "templates"))
        partial = path.name.startswith("_") or name.split("/")[0] in {"components", "documents", "mail"}
        if name not in NOT_PAGES and not partial and not tree.find(nodes.Macro):
            assert tree.find(nodes.Extends), f"{name} does not extend base.html"


def test_every_template_is_used() -> None:
    code = "\n".join(path.read_text() for path in [*_python_files(), *(ROOT / "templates").rglob("*.html")])
    unused = [
        name
        for path in (ROOT / "templates").rglob("*.html")
        if (name := str(path.relative_to(ROOT / "templates"))) not in NOT_PAGES
        and not name.startswith("errors/")
        and name not in code
        and f"{path.parent.name}/" + "{" not in code
    ]
    assert not unused


def test_only_transaction_commits() -> None:
    guilty = [
        str(path)
        for path in _python_files()
        if path != ROOT / "app/core/db.py" and re.search(r"session\.commit\(|\.begin_nested\(", path.read_text())
    ]
    assert not guilty


def test_what_threads_share_is_made_whole_at_import() -> None:
    """A module's alias goes through ``db.named``: see ``tests/core/test_threads.py``."""
    late = [
        f"{path.relative_to(ROOT)}:{statement.lineno}"
        for path in _python_files()
        for statement in ast.parse(path.read_text()).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in LATE
    ]
    assert not late, f"columns found when first used, by several threads: {late}"


def test_files_stay_readable_at_a_sitting() -> None:
    long = {str(p): n for p in _python_files() if (n := len(p.read_text().splitlines())) > 400}
    assert not long


@pytest.mark.parametrize("package", ["accounts", "media", "exhibitions", "listings", "loans", "impact"])
def test_public_functions_say_what_they_mean(package: str) -> None:
    silent = []
    for path in sorted((ROOT / "app" / package).rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent


def test_the_carbon_path_holds_no_float() -> None:
    floats = []
    for path in sorted((ROOT / "app/impact").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                floats.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
                floats.append(f"{path.relative_to(ROOT)}:{node.lineno} float()")
    assert not floats


def test_imports_keep_the_order_of_the_house() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_page_can_net_avoided_against_footprint() -> None:
    """R1: the two accounts are never subtracted; whatever is named so would be."""
    netted = re.compile(r"net_footprint|footprint_net|empreinte_nette|bilan_net|footprint\s*-\s*avoided", re.I)
    guilty = [
        str(path.relative_to(ROOT))
        for folder in ("app", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".html", ".txt", ".toml"} and netted.search(path.read_text())
    ]
    assert not guilty
