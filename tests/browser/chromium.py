"""One way to start Chromium, and what is asked of every page: no console noise, no axe violation, no sideways scroll."""

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
SPRITE = Path(__file__).parents[2] / "static" / "icons.svg"
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE, NARROW = (1440, 900), (390, 844), (320, 720)


def path_of_chromium() -> str | None:
    """Where Chromium stands: KANTOOR_CHROMIUM, or a usual name; None leaves it to Playwright."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("KANTOOR_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def started():
    """A browser, closed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of_chromium(), args=ARGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_for(browser: Browser, url: str, cookies: list[dict], size=WIDE, scheme="light"):
    """A page in a browser of its own with these cookies; ``page.noise`` collects what the console says."""
    with context_for(browser, url, cookies, size, scheme) as context, page_in(context) as page:
        yield page


@contextmanager
def context_for(browser: Browser, url: str, cookies: list[dict], size=WIDE, scheme="light"):
    """Somebody's browser: these cookies, and a cache that starts empty."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    context.add_cookies([cookie | {"url": url} for cookie in cookies])
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def page_in(context):
    """A tab in this browser."""
    page = context.new_page()
    page.noise = []
    page.on(
        "console", lambda said: page.noise.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda fault: page.noise.append(str(fault)))
    try:
        yield page
    finally:
        page.close()


def show(page: Page, size, scheme: str) -> None:
    """The same page at another size and in the other theme, without loading it again."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def _unroll(page: Page, size) -> None:
    """Make the window as high as the page: axe takes what lies behind a bar that sticks for too small to hit."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size[0], "height": max(size[1], min(height, 8000))})


# What a loop made is looked at a dozen times; the rows behind those come of the same template, and axe takes time for each.
REPEATED = ":is(tbody > tr, ul > li, ol > li):nth-child(n + 13)"


def violations(page: Page, only: list[str] | None = None) -> list[str]:
    """What axe finds, one line per rule with the first places; ``only`` names single rules."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    chosen = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    result = page.evaluate(
        "([repeated, options]) => axe.run({exclude: [repeated]}, options)",
        [REPEATED, {"runOnly": chosen, "resultTypes": ["violations"]}],
    )
    return [
        f"{found['id']}: {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in result["violations"]
    ]


STICKING_OUT = """() => {
    const root = document.documentElement, wide = root.clientWidth;
    if (root.scrollWidth <= wide) return "";
    const boxed = el => el && el !== root && (getComputedStyle(el).overflowX !== "visible" || boxed(el.parentElement));
    const out = [...document.querySelectorAll("body *")].filter(
        el => el.getBoundingClientRect().right > wide + 1 && !boxed(el.parentElement));
    return `${root.scrollWidth - wide} px too wide: ` + out.slice(-3).map(el => el.outerHTML.slice(0, 120)).join(" | ");
}"""


def sideways(page: Page) -> str:
    """What makes the page wider than the window; tables may scroll inside their own box."""
    return page.evaluate(STICKING_OUT)


def unreadable(page: Page, size, scheme: str, only: list[str] | None = None) -> list[str]:
    """What axe and the width say of the page at this size and in this theme."""
    show(page, size, scheme)
    _unroll(page, size)
    found = [f"{scheme} {size[0]}: {line}" for line in violations(page, only)]
    return found + ([f"{size[0]}: {sideways(page)}"] if sideways(page) else [])


def faults(page: Page) -> list[str]:
    """Everything wrong with the page that is open: wide in light, on a phone in dark, and on the narrowest screen."""
    asked = page.evaluate(
        "[...document.querySelectorAll('use')].map(use => use.getAttribute('href').split('#')[1])"
    )
    found = [f"icon {name} is not in the sprite" for name in sorted(set(asked) - ICONS)]
    found += unreadable(page, WIDE, "light") + unreadable(page, PHONE, "dark")
    show(page, NARROW, "light")
    if sideways(page):
        found.append(f"{NARROW[0]}: {sideways(page)}")
    return found + [f"console: {line}" for line in page.noise]
