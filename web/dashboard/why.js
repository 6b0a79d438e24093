/** Why a decision is what it is: every rule, every condition, actual against required. */

import { $, h, swap } from "./dom.js";
import { DASH, factValue, money, moment } from "./format.js";
import { local, t } from "./i18n.js";

const SIGNS = { gt: ">", ge: "≥", lt: "<", le: "≤", eq: "=", ne: "≠" };

const mark = (met) => h("span", { class: met ? "met" : "unmet", role: "img", "aria-label": t(met ? "why.met" : "why.not_met") }, met ? "✓" : "✗");
const joint = (...words) => h("span", { class: "joint" }, words);
const under = (parts, currency) => h("ul", {}, parts.map((each) => tree(each, currency)));

/** Returns " ≥ 3, actual 2, short by 1" of a comparison, its numbers in the fact's unit. */
function compared(node, fact, currency) {
  const value = (of) => factValue(fact, of, currency);
  const required = Array.isArray(node.required) && node.op === "between" ? node.required.map(value).join(" … ") : value(node.required ?? node.value);
  return [` ${SIGNS[node.op] ?? t(`operator.${node.op}`, {}, node.op ?? "")} ${required}`,
    h("span", { class: "actual" }, t("why.actual", { value: value(node.actual) })),
    !node.met && node.short_by ? h("span", { class: "short" }, t("why.short", { value: value(node.short_by) })) : null];
}

const leaf = (node, currency) => h("li", { class: "leaf" }, mark(node.met), " ", h("code", {}, String(node.fact ?? "?")), compared(node, String(node.fact ?? ""), currency));

function weighted(node, currency) {
  const parts = node.weighted.map((part) => h("li", {}, joint(t("why.weight", { weight: part.weight })), h("ul", {}, tree(part.if, currency))));
  return h("li", {}, mark(node.met), " ", joint(t("why.weighted", { least: node.required ?? DASH, actual: node.actual ?? DASH })), h("ul", {}, parts));
}

/** Returns a condition over the lines, and of each line whether it meets it, and why. */
function overLines(kind, node, currency) {
  const summed = kind === "sum_lines";
  const fact = summed ? String(node.sum_lines) : "";
  const parts = (summed ? node.lines : node[kind]).map((line) => h("li", {}, mark(line.met), " ", h("code", {}, line.item_id ?? line.path), line.adds === undefined ? null : ` ${factValue(fact, line.adds, currency)}`, h("ul", {}, tree(line.if, currency))));
  return h("li", {}, mark(node.met), " ", joint(t(`why.${kind}`, { fact })), node.op ? compared(node, fact, currency) : null, h("ul", {}, parts));
}

/** Returns the condition tree under `node` as a nested list. */
export function tree(node, currency) {
  if (!node || typeof node !== "object") return null;
  for (const kind of ["all", "any"]) if (Array.isArray(node[kind])) return h("li", {}, joint(t(`why.${kind}`)), under(node[kind], currency));
  if (node.not) return h("li", {}, joint(t("why.not")), under([node.not], currency));
  if (Array.isArray(node.weighted)) return weighted(node, currency);
  for (const kind of ["any_line", "every_line", "count_lines", "sum_lines"]) if (kind in node) return overLines(kind, node, currency);
  return leaf(node, currency);
}

const branch = (title, node, currency) => node && h("div", { class: "branch" }, h("h4", {}, title), h("ul", { class: "tree" }, tree(node, currency)));

function rule(entry, currency) {
  const cause = entry.cause && ` (${t(`cause.${entry.cause}`, {}, entry.cause)})`;
  return h("details", { class: `rule outcome-${entry.outcome}`, open: entry.outcome === "applied", "data-rule": entry.rule },
    h("summary", {}, h("span", { class: "rule-name" }, entry.rule ?? "?"), h("span", { class: "rule-title" }, local(entry.title)),
      h("span", { class: "outcome" }, t(`why.${entry.outcome}`, {}, entry.outcome ?? "?"), cause), entry.amount ? h("strong", {}, money(-entry.amount, currency)) : null),
    branch(t("why.always"), entry.when, currency), branch(t("why.enter"), entry.enter, currency),
    !entry.when && !entry.enter && h("p", { class: "soft" }, t("why.plain")));
}

/** Returns a decision's totals, line by line. */
export function sums({ totals = [], currency }) {
  return h("dl", { class: "sums" }, totals.map(({ type, amount }) => h("div", { class: type }, h("dt", {}, t(`totals.${type}`, {}, type)), h("dd", {}, money(amount, currency)))));
}

/** Returns every rule of an explained decision, each a fold with its trees. */
export function reasons(decision) {
  if (!decision.explanation?.length) return h("p", { class: "empty" }, t("why.unexplained"));
  return h("div", { class: "rules" }, decision.explanation.map((entry) => rule(entry, decision.currency)));
}

export function drawWhy(decision) {
  const facts = [decision.decision_id, moment(decision.evaluated_at), decision.ruleset, decision.next_check_at && t("why.changes", { moment: moment(decision.next_check_at) })].filter(Boolean);
  swap($("#why"), h("p", { class: "soft facts" }, facts.join(" · ")), sums(decision), reasons(decision));
}

export const drawWhyEmpty = (words = t("why.choose")) => swap($("#why"), h("p", { class: "empty" }, words));
