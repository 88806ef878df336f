"""Text travels light; what is private keeps a length that tells nothing."""

import gzip

from flask import Flask

from app.core.compression import LONGEST_NAME


def test_a_page_travels_gzipped_and_reads_the_same(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/connexion")
    packed = client.get("/connexion", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert "<h1>" in gzip.decompress(packed.data).decode()


def test_the_length_of_a_page_is_blurred(app: Flask) -> None:
    client = app.test_client()
    lengths = {
        len(client.get("/connexion", headers={"Accept-Encoding": "gzip"}).data) for _ in range(LONGEST_NAME // 4)
    }
    assert max(lengths) - min(lengths) > 20


def test_a_built_file_is_packed_once_and_kept_for_a_year(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("main.css")  # type: ignore[operator]
    first, second = (client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True) for _ in range(2))
    assert first.data == second.data
    assert "immutable" in first.headers["Cache-Control"]
    kept = {"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    again = client.get(address, headers=kept, buffered=True)
    assert again.status_code == 304


def test_who_refuses_gzip_gets_plain_text(app: Flask) -> None:
    plain = app.test_client().get("/connexion", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
