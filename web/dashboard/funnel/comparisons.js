/** Visits with an event against those without: conversions with their intervals, and what a purchase came to. */

import { Plot } from "../charts.js";
import { $, h, swap } from "../dom.js";
import { empty, figure, interval, legend, scrolling, shareCell } from "../figures.js";
import { DASH, count, money, percent } from "../format.js";
import { locale, t } from "../i18n.js";

const MOST_DRAWN = 12;
const signed = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });

export function drawComparisons({ events, currency }) {
  const compared = events.filter(({ having, lacking }) => having.conversion.total && lacking.conversion.total);
  if (!compared.length) return swap($("#comparisons"), empty(t("comparisons.none")));
  const drawn = [...compared].slice(0, MOST_DRAWN);
  const sides = drawn.flatMap(({ event_name: name, having, lacking }) => [["having", having, "first"], ["lacking", lacking, "second"]].map(([side, { conversion }, kind]) => ({ name, side, kind, ...conversion })));
  const colour = ({ kind }) => `var(--${kind})`;
  const drawing = () => ({
    height: drawn.length * 56 + 26, marginLeft: 0, marginRight: 12, marginTop: 4, marginBottom: 26,
    x: { label: null, tickFormat: (value) => percent(value), ticks: 5, grid: false, zero: true }, y: { axis: null, domain: ["words", "having", "lacking"], padding: 0.6 }, fy: { axis: null, domain: drawn.map(({ event_name: name }) => name), padding: 0.12 },
    color: { type: "identity" },
    marks: [
      Plot.axisX({ anchor: "bottom", label: null, tickFormat: (value) => percent(value), ticks: 5, facetAnchor: "bottom" }),
      Plot.text(drawn, { fy: "event_name", y: () => "words", text: "event_name", frameAnchor: "left", textAnchor: "start", fill: "currentColor" }),
      Plot.ruleY(sides, { fy: "name", y: "side", x1: "low", x2: "high", stroke: colour, strokeWidth: 3, strokeLinecap: "round" }),
      Plot.dot(sides, { fy: "name", y: "side", x: "share", fill: colour, r: 4.5 }),
    ],
  });
  const rows = compared.map(({ event_name: name, having, lacking, lift, apart }) => ({
    class: apart ? "stands-apart" : null,
    "data-event": name,
    cells: [h("code", {}, name), count(having.conversion.total), shareCell(having.conversion), shareCell(lacking.conversion), lift === null ? DASH : signed.format(lift), t(apart ? "comparisons.apart" : "comparisons.notApart"), money(having.order_value, currency), money(lacking.order_value, currency)],
  }));
  const heads = ["event", "visits", "with", "without", "lift", "certainty", "valueWith", "valueWithout"].map((name) => t(`comparisons.${name}`));
  return swap($("#comparisons"), h("p", { class: "caution" }, t("comparisons.note")),
    figure(t("comparisons.caption"), t("comparisons.said", { event: drawn[0].event_name, interval: interval(drawn[0].having.conversion), other: interval(drawn[0].lacking.conversion) }), drawing, legend([["first", t("comparisons.with")], ["second", t("comparisons.without")]])),
    scrolling(t("comparisons.title"), heads, rows, [1, 2, 3, 4, 6, 7]));
}
