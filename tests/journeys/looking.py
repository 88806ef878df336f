"""Eyes for a journey: every page it stops at is judged by axe and shown at three widths."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]
WIDTHS = (360, 768, 1280)


def violations(page: Page) -> list[str]:
    """What axe-core says against the page as it is shown now, one line per rule and element."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


@dataclass
class Eyes:
    """Looks at pages; what it dislikes is told once, at the end, so that one run names everything."""

    pictures: Path
    judging: bool = True
    checks: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        """Judge the page at every width and keep its pictures under *name*."""
        if not self.judging:
            return
        size = page.viewport_size or {"width": 1280, "height": 900}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": size["height"]})
            self.checks["pages x widths"] += 1
            self.faults += [f"{name} at {width}: {fault}" for fault in violations(page)]
            if (wide := overflow(page)) > 0:
                self.faults.append(f"{name} at {width}: {wide} px wider than the window")
            page.screenshot(path=self.pictures / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)
