"""Looking a page over: is anything wider than the screen, and what does axe-core say of its accessibility?"""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"

_TOO_WIDE = """() => {
  const width = window.screen.width < window.innerWidth ? window.screen.width : document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const held = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !held(element))
    .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`)
    .slice(0, 5)
    .concat([`scrollWidth ${document.documentElement.scrollWidth} > ${width}`]);
}"""

_SETTLED = """() => document.readyState === "complete" && !document.querySelector(".htmx-request")
  && [...document.querySelectorAll(".chart")].every((holder) => holder.firstElementChild)"""

_RUN_AXE = """async (colours) => {
  const rules = { "color-contrast": { enabled: colours } };
  const options = { resultTypes: ["violations"], iframes: false, rules };
  const result = await window.axe.run({ include: [["html"]], exclude: [["tbody > tr:nth-of-type(n + 6)"]] }, options);
  return result.violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 4).map((node) => `${node.target} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ""}`),
    }));
}"""


@cache
def _axe() -> str:
    return AXE.read_text()


def too_wide(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; empty when it fits."""
    return page.evaluate(_TOO_WIDE)


def settle(page: Page) -> None:
    """Wait until the page is complete: parts that come later are there, charts are drawn."""
    page.wait_for_function(_SETTLED)


def serious_violations(page: Page, *, colours: bool = True) -> list[dict]:
    """axe-core's serious and critical findings. The script is evaluated from outside, so the content policy stays on.

    Of a table only the first rows are looked at, the others being made alike. Measuring the contrast of `colours`
    takes most of the time, and they do not change with the width of the screen.
    """
    page.evaluate(_axe())
    return page.evaluate(_RUN_AXE, colours)
