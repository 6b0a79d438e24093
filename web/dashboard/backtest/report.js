/** A back-test's report: the gate's word, the sums, and what changes for whom, as plots with the same figures beside. */

import { h, swap, table } from "../dom.js";
import { DASH, count, moment, money, percent } from "../format.js";
import { local, locale, t, teach } from "../i18n.js";
import { bars, legend } from "./charts.js";
import { examples, lost } from "./examples.js";
import { words } from "./words.js";

const BASIS_POINTS = 10_000;
const SIDES = ["before", "after"];
const MOST_RULES = 12;
// To the basis point: what is just above a limit has to look it.
const exact = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
const STYLE = new URL("report.css", import.meta.url).href;

/** Draws `report` into `element`; `tryOut(cart)`, where there is one, takes an example's cart to the try-out pane. */
export function renderBacktest(element, report, { tryOut } = {}) {
  teach(words);
  style();
  const head = [h("h3", {}, t("report.title", { revision: report.draft.revision, against: report.against || DASH })), about(report)];
  if (!report.carts) return swap(element, h("div", { class: "backtest-report" }, head, verdict(report.gate), h("p", { class: "empty" }, t("report.none"))));
  return swap(element, h("div", { class: "backtest-report" }, head, verdict(report.gate), tiles(report),
    plot("money", worth(report)), plot("byRule", byRule(report)), plot("change", change(report)),
    lost(report), h("section", {}, h("h4", {}, t("report.examples")), examples(report, tryOut))));
}

function style() {
  if (![...document.styleSheets].some(({ href }) => href === STYLE)) document.head.append(h("link", { rel: "stylesheet", href: STYLE }));
}

function about(report) {
  const said = [t("report.period", { from: moment(report.from), to: moment(report.to) })];
  if (report.reached < report.to) said.push(t("report.bounded", { carts: count(report.carts), reached: moment(report.reached) }));
  if (report.cut_off) said.push(t("report.cut", { count: count(report.cut_off) }));
  return h("p", { class: "soft" }, said.join(" · "));
}

/** Returns the gate's word, with its reasons. */
function verdict({ passed, reasons, max_cost_increase: most, min_margin: least }) {
  const open = most == null && least == null;
  const share = (value) => (value === null ? DASH : exact.format(value / BASIS_POINTS));
  const say = ({ code, actual, limit }) => h("li", {}, t(`report.${code === "cost_increase" && actual === null ? "from_nothing" : code}`, { actual: share(actual), limit: share(limit) }));
  return h("div", { class: `gate-verdict ${passed ? (open ? "gate-open" : "gate-passed") : "gate-held"}`, role: "group", "aria-label": t("report.verdict") },
    h("p", {}, h("strong", {}, t(passed ? (open ? "report.open" : "report.passed") : "report.held"))), reasons.length ? h("ul", {}, reasons.map(say)) : null);
}

const marginShare = ({ margin }, side) => (margin.carts && margin.revenue[side] ? margin[side] / margin.revenue[side] : null);
const growth = ({ before, after }) => (before ? ` (${after >= before ? "+" : ""}${percent((after - before) / before)})` : "");

function tiles(report) {
  const { currency, margin, bought } = report;
  const price = (amount) => money(amount, currency);
  const sum = (name, pair, note = t("report.grew", { before: price(pair.before) }) + growth(pair)) => tile(t(`report.${name}`), price(pair.after), note);
  const share = marginShare(report, "after");
  return h("dl", { class: "tiles" },
    tile(t("report.carts"), count(report.carts), t("report.changed", { changed: count(report.changed), carts: count(report.carts) })),
    sum("cost", report.cost), sum("revenue", report.revenue),
    share === null ? tile(t("report.margin"), DASH, t("report.noFloors")) : sum("margin", margin, [t("report.ofRevenue", { share: percent(share) }), t("report.floors", { carts: count(margin.carts) })].join(", ")),
    tile(t("report.lost"), count(report.lost_carts), t("report.lostOf", { lost: count(report.lost_carts), carts: count(report.carts) })),
    bought.carts ? tile(t("report.bought"), price(bought.cost.after), t("report.boughtOf", { carts: count(bought.carts), before: price(bought.cost.before) }) + growth(bought.cost)) : null);
}

const tile = (name, value, note) => h("div", {}, h("dt", {}, name), h("dd", { class: "value" }, value), h("dd", { class: "soft" }, note));

/** Returns a plot with its table beside it. */
function plot(name, { charts, note, heads, rows, numeric }) {
  const title = t(`report.${name}`);
  return h("section", { class: "plot", "data-plot": name }, h("h4", {}, title), note && h("p", { class: "soft" }, note),
    h("div", { class: "beside" }, h("figure", {}, charts), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, table(title, heads, rows, numeric))));
}

/** Returns cost and margin, each with the gate's line where it has one. */
function worth(report) {
  const { cost, gate, currency } = report;
  const shares = SIDES.map((side) => marginShare(report, side));
  const most = gate.max_cost_increase == null ? null : Math.floor((cost.before * (BASIS_POINTS + gate.max_cost_increase)) / BASIS_POINTS);
  const rows = [{ cells: [t("report.cost"), ...SIDES.map((side) => money(cost[side], currency))] }, { cells: [t("report.revenue"), ...SIDES.map((side) => money(report.revenue[side], currency))] }];
  const said = t("report.moneySaid");
  const charts = [legendOfSides(), bars([{ label: t("report.cost"), bars: SIDES.map((side) => ({ value: cost[side], text: money(cost[side], currency), kind: side })) }], said,
    { limit: most === null ? null : { value: most, text: t("report.limit", { value: money(most, currency) }) } })];
  if (shares[1] !== null) {
    rows.push({ cells: [t("report.margin"), ...SIDES.map((side, place) => `${money(report.margin[side], currency)} (${percent(shares[place])})`)] });
    charts.push(bars([{ label: t("report.margin"), bars: SIDES.map((side, place) => ({ value: shares[place] ?? 0, text: percent(shares[place]), kind: side })) }], said,
      { limit: gate.min_margin == null ? null : { value: gate.min_margin / BASIS_POINTS, text: t("report.limit", { value: exact.format(gate.min_margin / BASIS_POINTS) }) } }));
  }
  return { charts, heads: [t("report.figure"), ...SIDES.map((side) => t(`report.${side}`))], rows, numeric: [1, 2] };
}

const legendOfSides = () => legend(SIDES.map((side) => [side, t(`report.${side}`)]));

/** Returns what each rule costs on either side, the dearest on top; rules that give nothing are named below. */
function byRule({ rules, currency }) {
  const dear = ({ cost_before: before, cost_after: after }) => Math.max(before, after);
  const giving = rules.filter((each) => each.carts_before || each.carts_after).sort((a, b) => dear(b) - dear(a));
  const idle = rules.filter((each) => !giving.includes(each));
  const bar = (rule, side) => ({ value: rule[`cost_${side}`], text: money(rule[`cost_${side}`], currency), kind: side });
  return {
    charts: [legendOfSides(), bars(giving.slice(0, MOST_RULES).map((rule) => ({ label: rule.rule, bars: SIDES.map((side) => bar(rule, side)) })), t("report.byRuleSaid"))],
    note: idle.length ? t("report.idle", { count: count(idle.length), names: [...idle.slice(0, 8).map(({ rule }) => rule), ...(idle.length > 8 ? ["…"] : [])].join(", ") }) : null,
    heads: ["rule", "cartsBefore", "cartsAfter", "costBefore", "costAfter"].map((name) => t(`report.${name}`)),
    rows: giving.map((rule) => ({ title: local(rule.title), cells: [h("code", {}, rule.rule), count(rule.carts_before), count(rule.carts_after), money(rule.cost_before, currency), money(rule.cost_after, currency)] })),
    numeric: [1, 2, 3, 4],
  };
}

/** Returns how many carts get how much more or less; those that get the same would dwarf the others, and are told. */
function change({ histogram, currency }) {
  const price = (amount) => `${amount > 0 ? "+" : ""}${money(amount, currency)}`;
  const kind = ({ from, to }) => (to < 0 ? "less" : from > 0 ? "more" : "same");
  const step = (each) => (kind(each) === "same" ? t("report.same") : t("report.from", { from: price(each.from), to: price(each.to) }));
  const changed = histogram.filter((each) => kind(each) !== "same");
  const same = histogram.find((each) => kind(each) === "same");
  return {
    charts: [legend([["less", t("report.less")], ["more", t("report.more")]]), bars(changed.map((each) => ({ label: step(each), bars: [{ value: each.carts, text: count(each.carts), kind: kind(each) }] })), t("report.changeSaid"), { beside: true })],
    note: same ? t("report.unchanged", { carts: count(same.carts) }) : null,
    heads: [t("report.step"), t("report.carts")],
    rows: histogram.map((each) => ({ cells: [step(each), count(each.carts)] })),
    numeric: [1],
  };
}
