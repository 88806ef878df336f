"""The sandbox in which a stranger's picture is decoded: ``python decoder.py WIDTH:BYTES... < in > out``.

A program of its own, reading one picture on standard input and writing one line of JSON (sizes, or the word
of a refusal) followed by the WebP files. It imports nothing of ours, so it starts in about 0.1 s, and it gives
itself hard limits first: a bomb, an endless file or a hole in an image library ends this process, never the
web worker. A pool would save that tenth of a second per photo at the price of workers that live on after
having read hostile bytes.
"""

import json
import resource
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ["JPEG", "PNG", "WEBP"]
MAX_PIXELS = 40_000_000
MAX_MEMORY = 1024**3  # 40 Mpx of RGBA is 160 MB, held up to four times while turning and resizing
MAX_CPU_SECONDS = 20
QUALITIES = (80, 70, 60, 50, 40, 30)
TALLEST = 2  # a picture may be twice as high as its nominal width, not a mile


def limit_this_process() -> None:
    """From here on: so much memory, so much work, no file written, no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            # macOS knows no limit on address space: the pixel limit and the parent's timeout remain.
            continue


def opened(content: bytes, widest: int) -> Image.Image:
    """The picture, upright, without its metadata, in RGB or RGBA and at most *widest* wide.

    The number of pixels is read from the header and refused before a single one is decoded.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    picture: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    picture.draft("RGB", (widest * 2, widest * 2 * TALLEST))  # JPEG alone: decode an eighth when that is enough
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = _fitted(_plain(ImageOps.exif_transpose(picture)), widest)
    return _in_srgb(picture, profile)


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGB", "RGBA"):
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _fitted(picture: Image.Image, width: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((width, width * TALLEST), Image.Resampling.LANCZOS)
    return smaller


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the camera meant them, since the profile is dropped (phones write Display P3)."""
    if not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def encoded(picture: Image.Image, most_bytes: int) -> tuple[bytes, Image.Image]:
    """WebP of at most *most_bytes*: lower quality first, then a smaller picture."""
    for quality in QUALITIES:
        out = BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=b"")
        if out.tell() <= most_bytes:
            return out.getvalue(), picture
    if picture.width <= 16:
        return out.getvalue(), picture
    return encoded(_fitted(picture, picture.width * 3 // 4), most_bytes)


def derive(content: bytes, wanted: list[tuple[int, int]]) -> list[tuple[bytes, int, int]]:
    """(WebP, width, height) for each (width, most bytes) of *wanted*; never larger than the original."""
    picture = opened(content, max(width for width, _ in wanted))
    made = []
    for width, most_bytes in wanted:
        webp, final = encoded(_fitted(picture, width), most_bytes)
        made.append((webp, final.width, final.height))
    return made


def answer(content: bytes, wanted: list[tuple[int, int]]) -> tuple[dict[str, object], list[bytes]]:
    """The line of JSON and the files that follow it."""
    try:
        made = derive(content, wanted)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}, []
    except MemoryError:
        return {"refused": "memory"}, []
    except UnidentifiedImageError:
        return {"refused": "broken"}, []
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, OverflowError, ArithmeticError):
        # What Pillow raises on truncated and garbled files is not documented: these were seen.
        return {"refused": "broken"}, []
    return {"sizes": [[len(webp), width, height] for webp, width, height in made]}, [webp for webp, _, _ in made]


def main() -> None:
    """Read, limit oneself, answer."""
    limit_this_process()
    wanted = [(int(width), int(most)) for width, _, most in (text.partition(":") for text in sys.argv[1:])]
    line, files = answer(sys.stdin.buffer.read(), wanted)
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
