/** How the pages say figures: tiles, shares with their intervals, a chart beside its table. */

import { chart } from "./charts.js";
import { h, table } from "./dom.js";
import { DASH, percent } from "./format.js";
import { t } from "./i18n.js";

export const tile = (name, value, ...notes) => h("div", {}, h("dt", {}, name), h("dd", { class: "value" }, value), notes.filter(Boolean).map((note) => (note instanceof Node ? note : h("dd", { class: "soft" }, note))));

/** Returns "2.1–3.4%", where a share lies with a confidence of 95 %. */
export const interval = ({ low, high }) => (low === null ? "" : `${percent(low)}–${percent(high)}`);

/** Returns a share with its interval, as a table's cell. */
export const shareCell = (proportion) => [percent(proportion.share), " ", h("span", { class: "interval" }, interval(proportion))];

/** Returns the colours' meanings, `[[kind, words], ...]`. */
export const legend = (kinds) => h("ul", { class: "legend" }, kinds.map(([kind, words]) => h("li", {}, h("span", { class: `swatch swatch-${kind}` }), words)));

/** Returns a figure; its chart is drawn once it stands in the page and has a width. */
export function figure(caption, said, options, above = null) {
  const drawing = h("div", { class: "drawing" });
  requestAnimationFrame(() => chart(drawing, said, options));
  return h("figure", {}, caption && h("figcaption", {}, caption), above, drawing);
}

// By its words, so that a part which is drawn anew gives the focus back.
const named = (kind, words) => `${kind}-${words.replace(/\W+/g, "-")}`;

/** Returns a table that scrolls for itself, reachable by keyboard. */
export const scrolling = (caption, heads, rows, numeric) => h("div", { id: named("scroll", caption), class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table(caption, heads, rows, numeric));

export const beside = (left, right) => h("div", { class: "beside" }, left, right);

const open = new Set();

/** Returns what is folded away until somebody wants it; what they opened stays open when it is drawn anew. */
export function folded(words, inside) {
  const toggled = ({ target }) => (target.open ? open.add(words) : open.delete(words));
  return h("details", { class: "folded", open: open.has(words), ontoggle: toggled }, h("summary", { id: named("fold", words) }, words), inside);
}

export const empty = (words) => h("p", { class: "empty" }, words);

/** Returns a duration's bounds in words: "5 min – 15 min", "from 30 d". */
export function between(fromMs, toMs, duration) {
  if (fromMs === null) return t("figure.below", { to: duration(toMs) });
  if (toMs === null) return t("figure.from", { from: duration(fromMs) });
  return fromMs === 0 ? t("figure.below", { to: duration(toMs) }) : `${duration(fromMs)} ${DASH} ${duration(toMs)}`;
}
