"""From a stranger's bytes to a paper that may be kept, or a named refusal. No database, no request.

A PDF is kept as it came: it is only ever sent as a download, boxed in by its headers, and never opened here. What
would act by itself when it is opened (scripts, programs to start, files inside) is refused where it can be read;
that is a first sieve, not an antivirus. A picture is encoded again by :mod:`app.media.pictures`.
Source of the names: ISO 32000-1, 7.7.3 and 12.6.4 (actions).
"""

import re
from dataclasses import dataclass

from app.media import pictures
from app.media.domain.refusals import (
    ActivePdf,
    BrokenPdf,
    EmptyFile,
    HeicPicture,
    LockedPdf,
    NotAPaper,
    NotAPicture,
    TooHeavy,
)

PDF, WEBP = "application/pdf", "image/webp"
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_TAIL = 2048


@dataclass(frozen=True, slots=True)
class Paper:
    """What will be kept, and what it is."""

    content: bytes
    media_type: str
    suffix: str


def read_paper(content: bytes) -> Paper:
    """The paper in *content*. Raises a :class:`~app.media.domain.refusals.RefusedFile`."""
    if not content:
        raise EmptyFile(field="file")
    if len(content) > pictures.MAX_BYTES:
        raise TooHeavy(most=pictures.MAX_BYTES // 1_000_000, field="file")
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return Paper(_checked_pdf(content), PDF, ".pdf")
    try:
        pictures.check_kind(content)
    except HeicPicture:
        raise
    except NotAPicture as other:
        raise NotAPaper(field="file") from other
    return Paper(pictures.derivatives(content).large.webp, WEBP, ".webp")


def _checked_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-_TAIL:]:
        raise BrokenPdf(field="file")
    if _LOCKED.search(content):
        raise LockedPdf(field="file")
    if _ACTIVE.search(content):
        raise ActivePdf(field="file")
    return content
