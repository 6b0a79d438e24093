/** Time to conversion: how many purchases took how long, from the first event and from the first add to the cart. */

import { Plot } from "../charts.js";
import { $, h, swap } from "../dom.js";
import { between, beside, empty, figure, folded, legend, scrolling } from "../figures.js";
import { DASH, count, duration } from "../format.js";
import { t } from "../i18n.js";

const KINDS = ["first", "second"];
const took = (ms) => (ms === null ? DASH : duration(ms));

export function drawConversion({ measures }) {
  const [whole] = measures;
  if (!whole.purchases) return swap($("#conversion"), empty(t("conversion.none")));
  const names = whole.histogram.map(({ from_ms: from, to_ms: to }) => between(from, to, duration));
  const bars = measures.flatMap(({ since, histogram }, place) => histogram.map(({ purchases }, bucket) => ({ name: names[bucket], since, purchases, kind: KINDS[place] })));
  const drawing = () => ({
    height: names.length * 30 + 10, marginLeft: 118, marginRight: 40, marginTop: 0, marginBottom: 0,
    x: { axis: null }, y: { axis: null, domain: KINDS, padding: 0.1 }, fy: { domain: names, label: null, axis: null, padding: 0.25 },
    marks: [
      Plot.barX(bars, { x: "purchases", y: "kind", fy: "name", fill: ({ kind }) => `var(--${kind})`, rx: 2 }),
      Plot.text(bars.filter(({ purchases }) => purchases), { x: "purchases", y: "kind", fy: "name", text: ({ purchases }) => count(purchases), textAnchor: "start", dx: 5, fill: "currentColor", fontSize: 10 }),
      Plot.text(names, { fy: (name) => name, text: (name) => name, frameAnchor: "left", textAnchor: "end", dx: -8, fill: "currentColor" }),
    ],
    color: { type: "identity" },
  });
  return swap($("#conversion"), h("p", { class: "soft" }, t("conversion.lead")), beside(
    figure(null, t("conversion.said", { median: took(whole.median_ms), p90: took(whole.p90_ms) }), drawing, legend(measures.map(({ since }, place) => [KINDS[place], t(`conversion.${since}`)]))),
    h("div", {},
      scrolling(t("conversion.title"), ["since", "purchases", "median", "p90", "returned"].map((name) => t(`conversion.${name}`)),
        measures.map((each) => ({ cells: [t(`conversion.${each.since}`), count(each.purchases), took(each.median_ms), took(each.p90_ms), count(each.returned)] })), [1, 2, 3, 4]),
      folded(t("conversion.buckets"), scrolling(t("conversion.buckets"), [t("conversion.took"), ...measures.map(({ since }) => t(`conversion.${since}`))],
        names.map((name, bucket) => ({ cells: [name, ...measures.map(({ histogram }) => count(histogram[bucket].purchases))] })), [1, 2])))));
}
