/** Horizontal bars as SVG: every bar has its words and its number beside it, so a chart needs no axis to be read. */

import { h } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
// Percent of the width: where bars start, under their words or beside them, and the room for the number behind.
const UNDER = { start: 0, widest: 68 };
const BESIDE = { start: 47, widest: 38 };
const BAR = 13;
const WORDS = 18;
const GAP = 12;

function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Returns a chart of `rows`, each `{label, bars: [{value, text, kind}]}`; `kind` names the colour.
 * `limit`, `{value, text}`, is a line across all bars; `beside` puts the words before the bars and not above them.
 * `said` is the chart in a sentence, for who cannot see it.
 */
export function bars(rows, said, { limit = null, beside = false } = {}) {
  const { start, widest } = beside ? BESIDE : UNDER;
  const most = Math.max(1e-9, ...rows.flatMap((row) => row.bars.map(({ value }) => value)), limit?.value ?? 0);
  const long = (value) => (Math.max(0, value) / most) * widest;
  const parts = [];
  const words = (text, y, attributes) => parts.push(draw("text", { y, ...attributes }, text));
  let y = 0;
  for (const { label, bars: own } of rows) {
    words(label, y + BAR - 2, { x: 0, class: "label" });
    if (!beside) y += WORDS;
    for (const { value, text, kind } of own) {
      parts.push(draw("rect", { x: `${start}%`, y, width: `${long(value)}%`, height: BAR, rx: 2, class: `bar-${kind}` }));
      // With a limit's line the numbers stand at the edge, out of its way.
      words(text, y + BAR - 2, limit ? { x: "100%", "text-anchor": "end" } : { x: `${start + long(value)}%`, dx: 6 });
      y += BAR + 3;
    }
    y += beside ? BAR / 3 : GAP;
  }
  if (limit) {
    const x = `${start + long(limit.value)}%`;
    parts.push(draw("line", { x1: x, x2: x, y1: WORDS - 4, y2: y - GAP + 4, class: "limit" }));
    words(limit.text, y + 4, { x, class: "limit-words", "text-anchor": long(limit.value) > widest / 2 ? "end" : "start" });
    y += WORDS;
  }
  return draw("svg", { class: "bars", width: "100%", height: Math.max(1, y), role: "img", "aria-label": said }, ...parts);
}

/** Returns the colours' meanings, `[[kind, words], ...]`. */
export const legend = (kinds) => h("ul", { class: "legend" }, kinds.map(([kind, words]) => h("li", {}, h("span", { class: `swatch swatch-${kind}` }), words)));
