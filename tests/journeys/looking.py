"""Eyes for a journey: every page it stops at is judged by axe and shown at three widths."""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]
ASKED = {"runOnly": TAGS, "resultTypes": ["violations"]}
AXE: str = Axe().axe_script
"""Half a megabyte: read by a page once, however often it is judged; and only what is wrong is told."""
WIDTHS = (360, 768, 1280)


def violations(page: Page) -> list[str]:
    """What axe-core says against the page as it is shown now, one line per rule and element."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("asked => axe.run(asked).then(told => told.violations)", ASKED)
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


def keep(page: Page, path: Path, full_page: bool = False) -> None:
    """A picture for people to look at, where they ask for pictures (``SCREENSHOTS=folder``)."""
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=path, full_page=full_page)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    page.wait_for_load_state()  # a tap may have sent the browser elsewhere: there is no document for a moment
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


CROWDED = """() => {
    const shown = one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height > 1
        && !one.closest('.sticky, .hidden');
    const texts = [...document.querySelectorAll('main :is(p, ul, dl, table, h1, h2, h3, label, legend, .message)')]
        .filter(one => shown(one) && one.innerText.trim());
    const found = [];
    for (const button of [...document.querySelectorAll('main :is(button, .button)')].filter(shown)) {
        const b = button.getBoundingClientRect();
        for (const text of texts.filter(one => !one.contains(button) && !button.contains(one))) {
            const t = text.getBoundingClientRect();
            const beside = Math.min(b.right, t.right) <= Math.max(b.left, t.left);
            const gap = Math.max(b.top - t.bottom, t.top - b.bottom);
            if (!beside && gap > -8 && gap < 7.5)
                found.push(`"${button.innerText}" is ${Math.round(gap)} px from "${text.innerText.slice(0, 40)}"`);
        }
    }
    return found;
}"""


@dataclass
class Eyes:
    """Looks at pages; what it dislikes is told once, at the end, so that one run names everything."""

    pictures: Path
    judging: bool = True
    widths: tuple[int, ...] = WIDTHS
    sees_crowding: bool = False
    checks: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        """Judge the page at every width and keep its pictures under *name*."""
        if not self.judging:
            return
        size = page.viewport_size or {"width": 1280, "height": 900}
        for width in self.widths:
            page.set_viewport_size({"width": width, "height": size["height"]})
            self.checks["pages x widths"] += 1
            self.faults += [f"{name} at {width}: {fault}" for fault in violations(page)]
            if (wide := overflow(page)) > 0:
                self.faults.append(f"{name} at {width}: {wide} px wider than the window")
            if self.sees_crowding:
                self.faults += [f"{name} at {width}: {fault}" for fault in page.evaluate(CROWDED)]
            keep(page, self.pictures / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)
