"""The picture of ``bench rules``: microseconds per cart by engine, one panel for each rule set, as SVG."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path
from typing import Final

PICTURE: Final = Path(__file__).parents[2] / "docs" / "images" / "bench-rules.svg"

# How the picture calls the engines; one that is not here stays out of it.
NAMES: Final = {
    "ours": "Microlift",
    "whole": "Microlift, whole decision",
    "by_hand": "ifs by hand",
    "generated": "generated function",
    "generated_first": "generated, early exit",
    "zen_list": "zen: list expression",
    "zen_chains": "zen: conditional chains",
    "zen_table": "zen: decision table",
    "zen_node": "zen: expression node",
    "zen_decision": "zen: run-time decision",
    "zen_each": "zen: an expression each",
    "cel_rust": "cel (Rust): list",
    "cel_rust_each": "cel (Rust): one each",
    "rule_engine": "rule-engine",
    "json_logic": "json-logic",
}
WIDTH, LABELS, BAR, GAP, PANEL_GAP, TOP = 860, 190, 15, 4, 46, 62
STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:17px;font-weight:600}"
    ".panel{font-weight:600;font-size:13px}.value{fill:#57606a}.axis{stroke:#d0d7de}"
    ".bar{fill:#9fb3c8}.ours{fill:#0b7a55}rect.page{fill:#fff}"
)


def draw(figures: Mapping[str, Mapping[str, float]], target: Path) -> None:
    """Write the picture of microseconds per cart, by case and engine; the axis is logarithmic."""
    every = [value for case in figures.values() for name, value in case.items() if name in NAMES]
    first, last = floor(log10(min(every))), ceil(log10(max(every)))
    parts: list[str] = []
    y = TOP
    for case, by_engine in figures.items():
        panel, height = _panel(case, by_engine, first, last, y)
        parts += panel
        y += height + PANEL_GAP
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y - PANEL_GAP + 16}" role="img">'
    title = '<text class="title" x="16" y="28">Who wins? Microseconds of CPU per cart</text>'
    note = '<text class="value" x="16" y="46">less is better; logarithmic; written by `dev.py bench rules`</text>'
    page = '<rect class="page" width="100%" height="100%"/>'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([head, f"<style>{STYLE}</style>", page, title, note, *parts, "</svg>"]) + "\n")


def _panel(case: str, by_engine: Mapping[str, float], first: int, last: int, top: int) -> tuple[Sequence[str], int]:
    """Return one case's bars, the fastest first, and their height."""
    engines = sorted((value, name) for name, value in by_engine.items() if name in NAMES)
    height = 22 + len(engines) * (BAR + GAP)
    room = (WIDTH - LABELS - 90) / (last - first)
    parts = [f'<text class="panel" x="16" y="{top + 12}">{escape(case)}</text>']
    for power in range(first, last + 1):
        x = LABELS + (power - first) * room
        parts.append(f'<line class="axis" x1="{x:.0f}" x2="{x:.0f}" y1="{top + 18}" y2="{top + height}"/>')
    for n, (value, name) in enumerate(engines):
        y = top + 22 + n * (BAR + GAP)
        long = (log10(value) - first) * room
        kind = "ours" if name in ("ours", "whole") else "bar"
        parts += [
            f'<text x="{LABELS - 8}" y="{y + 12}" text-anchor="end">{escape(NAMES[name])}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{y}" width="{long:.1f}" height="{BAR}" rx="2"/>',
            f'<text class="value" x="{LABELS + long + 6:.1f}" y="{y + 12}">{_short(value)}</text>',
        ]
    return parts, height


def _short(value: float) -> str:
    return f"{value:,.0f} us" if value >= 100 else f"{value:.3g} us"
