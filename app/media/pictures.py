"""From a stranger's bytes to clean WebP pictures, or a named refusal. No database, no request.

    >>> derivatives(open("photo.jpg", "rb").read()).large.width
    1280

Limits come before decoding: weight and first bytes here, pixels from the header in the sandbox
(:mod:`app.media.decoder`), which turns the picture upright, drops all metadata (GPS included) and encodes it
again. The original is never kept. Sources: trust.md 1.7 (measured bombs), RGESN 5.1 (WebP).
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import filetype

from app.media.domain.refusals import (
    BrokenPicture,
    EmptyFile,
    HeicPicture,
    NotAPicture,
    OtherKind,
    TooHeavy,
    TooManyPixels,
)

MAX_BYTES = 15_000_000
TIMEOUT_SECONDS = 30
TAKEN = {"image/jpeg", "image/png", "image/webp"}
# (width, most bytes): a card of 24 per page, a page of its own, the full picture (trust.md 3.6).
SMALL, MEDIUM, LARGE = (320, 10_000), (800, 60_000), (1280, 120_000)
LOGO = (320, 20_000)
_DECODER = Path(__file__).with_name("decoder.py")  # not imported: what reads pictures weighs on every worker
_KINDS = {"application/pdf": "PDF", "image/gif": "GIF", "image/avif": "AVIF", "image/tiff": "TIFF"}
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Picture:
    """One encoded WebP and its size in pixels."""

    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The three pictures kept of a photo."""

    small: Picture
    medium: Picture
    large: Picture


def derivatives(content: bytes) -> Derivatives:
    """The three widths of a photo. Raises a :class:`~app.media.domain.refusals.RefusedFile`."""
    check_kind(content)
    return Derivatives(*_decoded(content, [SMALL, MEDIUM, LARGE]))


def logo(content: bytes) -> Picture:
    """One small picture, transparency kept. Raises as :func:`derivatives` does."""
    check_kind(content)
    return _decoded(content, [LOGO])[0]


def check_kind(content: bytes) -> None:
    """Refuse by weight and by first bytes; the file's name is never believed."""
    if not content:
        raise EmptyFile()
    if len(content) > MAX_BYTES:
        raise TooHeavy(most=MAX_BYTES // 1_000_000)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise HeicPicture()
    guessed = filetype.guess(content[:8192])
    if guessed is not None and guessed.mime in TAKEN:
        return
    if guessed is None and _looks_like_svg(content):
        raise OtherKind(kind="SVG")
    if guessed is None:
        raise NotAPicture()
    raise OtherKind(kind=_KINDS.get(guessed.mime, guessed.extension.upper()))


def _looks_like_svg(content: bytes) -> bool:
    beginning = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith(b"<") and b"<svg" in beginning


def _decoded(content: bytes, wanted: list[tuple[int, int]]) -> list[Picture]:
    sizes = [f"{width}:{most}" for width, most in wanted]
    command = [sys.executable, "-I", str(_DECODER), *sizes]
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and file, no word of a user's)
            command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenPicture() from error
    if done.returncode != 0:
        # Killed by one of its limits, or by a fault in an image library: the same to the sender.
        raise BrokenPicture()
    return _answered(done.stdout)


def _answered(output: bytes) -> list[Picture]:
    line, _, files = output.partition(b"\n")
    answer = json.loads(line)
    refused = answer.get("refused")
    if refused in ("pixels", "memory"):
        from app.media.decoder import MAX_PIXELS

        raise TooManyPixels(most=MAX_PIXELS // 1_000_000)
    if refused:
        raise BrokenPicture()
    made, start = [], 0
    for length, width, height in answer["sizes"]:
        made.append(Picture(files[start : start + length], width, height))
        start += length
    return made
