/** The funnel itself: rates beside what other shops come to, visits by stage, and day by day. */

import { Plot } from "../charts.js";
import { $, h, swap } from "../dom.js";
import { beside, figure, folded, interval, legend, scrolling, shareCell, tile } from "../figures.js";
import { count, dayOf, money, percent } from "../format.js";
import { t } from "../i18n.js";

// Which way a rate is better than other shops' range.
const BETTER_ABOVE = new Set(["add_to_cart", "conversion"]);

export function drawRates({ rates, visits, worth, orders, currency }) {
  swap($("#rates"), tile(t("funnel.visits"), count(visits)),
    rates.map(({ name, value, benchmark }) => tile(t(`funnel.${name}`), percent(value.share), value.total ? t("funnel.of", { count: count(value.count), total: count(value.total) }) : t("funnel.ofNone"), value.total ? t("funnel.sure", { interval: interval(value) }) : null, benchmark && against(name, value, benchmark))),
    tile(t("funnel.worth"), money(worth, currency), t("funnel.orders", { orders: count(orders) })));
}

/** Returns where a rate stands beside other shops', once its interval leaves no doubt. */
function against(name, { low, high }, benchmark) {
  const range = `${percent(benchmark.low)}–${percent(benchmark.high)}`;
  const place = low !== null && low > benchmark.high ? "above" : high !== null && high < benchmark.low ? "below" : "within";
  const good = place !== "within" && (place === "above") === BETTER_ABOVE.has(name);
  return h("dd", { class: `apart ${place === "within" ? "" : good ? "better" : "worse"}` }, t(`funnel.${place}`, { range }));
}

export function drawSteps({ steps, journey, visits }) {
  const rows = steps.map((step) => ({ ...step, name: t(`stage.${step.stage}`), share: visits ? step.reached / visits : 0 }));
  const bars = () => ({
    height: rows.length * 66, marginLeft: 0, marginRight: 96, marginTop: 0, marginBottom: 0,
    x: { axis: null, domain: [0, visits] }, y: { axis: null, domain: rows.map(({ name }) => name), padding: 0.5 },
    marks: [
      Plot.barX(rows, { x: () => visits, y: "name", fill: "var(--sunk)", rx: 3 }),
      Plot.barX(rows, { x: "reached", y: "name", fill: "var(--first)", rx: 3 }),
      Plot.text(rows, { y: "name", text: "name", x: 0, textAnchor: "start", dy: -26, fill: "currentColor" }),
      Plot.text(rows, { y: "name", text: ({ reached, share }) => `${count(reached)} · ${percent(share)}`, x: "reached", textAnchor: "start", dx: 6, fill: "currentColor" }),
    ],
  });
  swap($("#funnel"), beside(figure(t("funnel.caption"), t("funnel.said", { visits: count(visits), bought: count(rows.at(-1).reached) }), bars),
    h("div", {}, scrolling(t("funnel.title"), ["stage", "reached", "rate", "touched"].map((name) => t(`funnel.${name}`)),
      rows.map(({ name, reached, rate, touched }) => ({ cells: [name, count(reached), shareCell(rate), count(touched)] })), [1, 2, 3]),
    h("h3", {}, t("funnel.journey")), h("p", { class: "soft" }, t("funnel.journeyLead")),
    scrolling(t("funnel.journey"), ["event", "visitsHead", "rate"].map((name) => t(`funnel.${name}`)),
      journey.map((step) => ({ cells: [h("code", {}, step.event), count(step.visits), shareCell(step.rate)] })), [1, 2]))));
}

export function drawDays({ days, rates, currency }) {
  const range = rates.find(({ name }) => name === "add_to_cart").benchmark;
  const told = days.map((day) => ({ ...day, name: dayOf(day.day), added: day.visits ? day.carts / day.visits : null, converted: day.visits ? day.bought / day.visits : null }));
  const x = { label: null, domain: told.map(({ name }) => name), ticks: ticks(told) };
  const visits = (width) => ({ height: 180, marginLeft: 44, marginBottom: 26, x: { ...x, ticks: ticks(told, width) }, y: { label: null, nice: true, ticks: 4, tickFormat: (value) => count(value) },
    marks: [Plot.ruleY([0], { stroke: "var(--field-edge)" }), Plot.barY(told, { x: "name", y: "visits", fill: "var(--first)", rx: 2 })] });
  const lines = (width) => ({ height: 180, marginLeft: 44, marginBottom: 26, x: { ...x, ticks: ticks(told, width) }, y: { label: null, nice: true, zero: true, ticks: 4, tickFormat: (value) => percent(value) },
    marks: [
      Plot.rectY([range], { y1: "low", y2: "high", fill: "var(--gold-wash)", stroke: "var(--gold)", strokeWidth: 0.5 }),
      Plot.ruleY([0], { stroke: "var(--field-edge)" }),
      ...["added", "converted"].flatMap((name, place) => [
        Plot.lineY(told, { x: "name", y: name, stroke: `var(--${place ? "second" : "first"})`, strokeWidth: 2.5, strokeDasharray: place ? "5 3" : null }),
        Plot.dot(told, { x: "name", y: name, r: 3.5, fill: `var(--${place ? "second" : "first"})` })]),
    ] });
  swap($("#days"), h("div", { class: "beside even" },
    figure(t("funnel.visitsByDay"), t("funnel.visitsByDaySaid"), visits),
    figure(t("funnel.ratesByDay"), t("funnel.ratesByDaySaid"), lines, legend([["first", t("funnel.add_to_cart")], ["second", t("funnel.conversion")], ["band", t("funnel.band", { range: `${percent(range.low)}–${percent(range.high)}` })]]))),
  folded(t("funnel.asTable"), scrolling(t("funnel.days"), ["day", "visitsHead", "carts", "bought", "worth"].map((name) => t(`funnel.${name}`)),
    told.map((day) => ({ cells: [day.name, count(day.visits), count(day.carts), count(day.bought), money(day.worth, currency)] })), [1, 2, 3, 4])));
}

/** Returns so many of the days' names as fit. */
function ticks(days, width = 600) {
  const step = Math.max(1, Math.ceil((days.length * 52) / width));
  return days.filter((_, place) => place % step === 0).map(({ name }) => name);
}
