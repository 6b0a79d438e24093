/** Why a decision is what it is: every rule, every condition, actual against required. */

import { $, h, swap } from "./dom.js";
import { factValue, money, moment } from "./format.js";

const OPERATORS = { gt: ">", ge: "≥", lt: "<", le: "≤", eq: "=", ne: "≠", contains: "contains", in: "is one of" };
const OUTCOMES = { applied: "applied", not_met: "not met", suppressed: "suppressed" };
const CAUSES = {
  stacking: "another rule of its group came first", ceiling: "the cart's ceiling was reached", budget: "the budget is used up", limit: "its limit is reached", schedule: "outside its schedule",
  holdout: "the session is in the holdout", consent: "consent is missing", margin: "the margin floor stands in the way", zero_amount: "it comes to nothing",
};

const mark = (met) => h("span", { class: met ? "met" : "unmet", role: "img", "aria-label": met ? "met" : "not met" }, met ? "✓" : "✗");

function leaf(node, currency) {
  const value = (name) => factValue(String(node.fact ?? ""), node[name], currency);
  return h("li", { class: "leaf" }, mark(node.met), " ", h("code", {}, String(node.fact ?? "?")), ` ${OPERATORS[node.op] ?? node.op ?? ""} ${value("required")}`,
    h("span", { class: "actual" }, `actual ${value("actual")}`),
    !node.met && node.short_by ? h("span", { class: "short" }, `short by ${value("short_by")}`) : null);
}

/** Returns the condition tree under `node` as a nested list. */
export function tree(node, currency) {
  if (!node || typeof node !== "object") return null;
  for (const [name, words] of [["all", "all of"], ["any", "any of"]]) {
    if (Array.isArray(node[name])) return h("li", {}, h("span", { class: "joint" }, words), h("ul", {}, node[name].map((each) => tree(each, currency))));
  }
  if (node.not) return h("li", {}, h("span", { class: "joint" }, "not"), h("ul", {}, tree(node.not, currency)));
  return leaf(node, currency);
}

const branch = (title, node, currency) => node && h("div", { class: "branch" }, h("h4", {}, title), h("ul", { class: "tree" }, tree(node, currency)));

function rule(entry, currency) {
  const outcome = OUTCOMES[entry.outcome] ?? entry.outcome ?? "unknown";
  const cause = entry.cause && ` (${CAUSES[entry.cause] ?? entry.cause})`;
  const title = typeof entry.title === "object" ? (entry.title?.en ?? Object.values(entry.title ?? {})[0]) : entry.title;
  return h("details", { class: `rule outcome-${entry.outcome}`, open: entry.outcome === "applied", "data-rule": entry.rule },
    h("summary", {}, h("span", { class: "rule-name" }, entry.rule ?? "?"), h("span", { class: "rule-title" }, title ?? ""),
      h("span", { class: "outcome" }, outcome, cause), entry.amount ? h("strong", {}, money(-entry.amount, currency)) : null),
    branch("always", entry.when, currency), branch("when granted", entry.enter, currency),
    !entry.when && !entry.enter && h("p", { class: "soft" }, "No condition but its schedule."));
}

function sums({ totals = [], currency }) {
  const words = { subtotal: "Items", items_discount: "Discount", shipping: "Shipping", shipping_discount: "Shipping discount", total: "Total" };
  return h("dl", { class: "sums" }, totals.map(({ type, amount }) => h("div", { class: type }, h("dt", {}, words[type] ?? type), h("dd", {}, money(amount, currency)))));
}

export function drawWhy(decision) {
  const facts = [decision.decision_id, moment(decision.evaluated_at), decision.ruleset, decision.next_check_at && `changes by itself ${moment(decision.next_check_at)}`].filter(Boolean);
  swap($("#why"), h("p", { class: "soft facts" }, facts.join(" · ")), sums(decision),
    (decision.explanation ?? []).length ? h("div", { class: "rules" }, decision.explanation.map((entry) => rule(entry, decision.currency))) : h("p", { class: "empty" }, "This decision carries no explanation."));
}

export const drawWhyEmpty = (words = "Choose a decision to see every rule behind it.") => swap($("#why"), h("p", { class: "empty" }, words));
