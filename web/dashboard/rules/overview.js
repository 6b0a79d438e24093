/** Every rule in a line: whether it is on, when, within which limits, and what it has done. */

import { $, h, swap, table } from "../dom.js";
import { DASH, count, money, wallClock, zone } from "../format.js";
import { local, locale, t } from "../i18n.js";

const SHOWN = 200;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

const listed = (value) => (value === undefined || value === null ? [] : [value].flat());
// 2026-11-02 is a Monday.
const dayName = (day) => (DAYS.includes(day) ? weekday.format(Date.UTC(2026, 10, 2 + DAYS.indexOf(day))) : String(day));
const yearly = (text) => dayOfYear.format(Date.parse(`2028-${text}T00:00Z`));
const wall = (text) => `${date.format(Date.parse(`${text.slice(0, 10)}T00:00Z`))}${text.length > 10 ? ` ${text.slice(11, 16)}` : ""}`;

/** Returns when a schedule is open, one text per window; a text that cannot be read stays as it is written. */
export function openings(schedule = {}) {
  const said = (make, otherwise) => {
    try {
      return make();
    } catch {
      return String(otherwise);
    }
  };
  const words = [];
  if (schedule.from && schedule.until) words.push(said(() => `${wall(schedule.from)} – ${wall(schedule.until)}`, schedule.from));
  else if (schedule.from) words.push(said(() => t("schedule.from", { moment: wall(schedule.from) }), schedule.from));
  else if (schedule.until) words.push(said(() => t("schedule.until", { moment: wall(schedule.until) }), schedule.until));
  for (const window of listed(schedule.yearly)) words.push(said(() => `${yearly(window.from)} – ${yearly(window.until)}`, window?.from));
  for (const window of listed(schedule.weekly)) words.push(said(() => `${listed(window.days).map(dayName).join(", ")} ${window.from ?? ""}–${window.until ?? ""}`, window));
  if (schedule.time_zone && schedule.time_zone !== zone) words.push(schedule.time_zone);
  return words;
}

/** Returns the rule's limits, one text each. */
function limitsOf({ limits, ceiling, codes }, currency) {
  const counts = ["per_session", "per_customer", "total"].filter((name) => limits?.[name] !== undefined).map((name) => t(`limit.${name}`, { count: count(limits[name]) }));
  const budget = limits?.budget ? [t(`limit.${limits.budget.per}`, { amount: money(limits.budget.amount, currency) }, money(limits.budget.amount, currency))] : [];
  const most = [ceiling?.amount !== undefined ? t("limit.ceiling", { most: money(ceiling.amount, currency) }) : null, ceiling?.basis_points !== undefined ? t("limit.ceiling", { most: `${ceiling.basis_points / 100} %` }) : null];
  const code = Array.isArray(codes) ? [t("limit.codes", { codes: codes.join(", ") })] : codes?.batch ? [t("limit.batch", { batch: codes.batch })] : [];
  return [...counts, ...budget, ...most, ...code].filter(Boolean);
}

/** Returns the words for a rule's state: on or off, over or not begun, and what the draft does to it. */
function statesOf(rule, served, today) {
  const words = [];
  if (!rule) return [["removed", t("state.removed")]];
  if (rule.enabled === false) words.push(["off", t("state.off")]);
  else if (rule.schedule?.until && String(rule.schedule.until) < today) words.push(["off", t("state.over")]);
  else if (rule.schedule?.from && String(rule.schedule.from) > today) words.push(["planned", t("state.planned")]);
  else words.push(["on", t("state.on")]);
  if (!served) words.push(["draft", t("state.added")]);
  else if (JSON.stringify(served) !== JSON.stringify(rule)) words.push(["draft", t("state.changed")]);
  return words;
}

const lines = (texts) => (texts.length ? texts.map((text) => h("div", {}, text)) : DASH);

function budgetOf(usage, rule, currency) {
  const amount = rule?.limits?.budget?.amount;
  if (!Number.isInteger(usage.budget_left) || !amount) return null;
  return h("div", {}, h("meter", { min: 0, max: amount, value: amount - usage.budget_left, "aria-label": t("overview.budget") }), h("div", { class: "soft" }, t("overview.left", { amount: money(usage.budget_left, currency) })));
}

/**
 * Draws the rules of `document` beside those that serve, as they are `now`. `chosen(place)` hears which one somebody opens.
 * Where the text is no rule set at the moment, the last one stays.
 */
export function drawOverview({ document, active, currency, usage = {}, now = Date.now(), chosen }) {
  const rules = (Array.isArray(document?.rules) ? document.rules : []).filter((rule) => rule && typeof rule === "object");
  const served = new Map((active?.rules ?? []).map((rule) => [rule.id, rule]));
  const ids = new Set(rules.map((rule) => rule.id));
  const all = [...rules.map((rule, place) => ({ rule, place, id: rule.id })), ...[...served.keys()].filter((id) => !ids.has(id)).map((id) => ({ rule: null, id }))];
  all.sort((a, b) => (a.rule?.priority ?? Infinity) - (b.rule?.priority ?? Infinity));
  const wanted = $("#filter").value.trim().toLowerCase();
  const found = all.filter(({ rule, id }) => !wanted || `${id} ${local((rule ?? served.get(id)).title)} ${rule?.group ?? ""}`.toLowerCase().includes(wanted));
  const today = wallClock(now);
  $("#overview-count").textContent = t("overview.count", { found: Math.min(found.length, SHOWN), all: all.length });
  if (!found.length) return swap($("#overview"), h("p", { class: "empty" }, t("overview.none")));
  const heads = ["number", "rule", "group", "state", "schedule", "limits", "uses", "spent"].map((name) => t(`overview.${name}`));
  swap($("#overview"), table(t("overview.title"), heads, found.slice(0, SHOWN).map(({ rule, place, id }) => {
    const done = usage[id] ?? {};
    const title = h("span", { class: "rule-title" }, local((rule ?? served.get(id)).title));
    return {
      class: rule ? null : "gone", "data-row": id,
      cells: [
        String(rule?.priority ?? DASH),
        [rule ? h("button", { id: `rule-${id}`, class: "link rule-name", type: "button", onclick: () => chosen(place) }, String(id ?? "?")) : h("span", { class: "rule-name" }, id), title],
        rule?.group ?? t("overview.override"),
        h("span", { class: "chips" }, statesOf(rule, served.get(id), today).map(([kind, words]) => h("span", { class: `state is-${kind}` }, words))),
        lines(openings(rule?.schedule ?? {})),
        lines(limitsOf(rule ?? {}, currency)),
        count(done.uses ?? 0),
        [money(done.spent ?? 0, currency), budgetOf(done, rule, currency)],
      ],
    };
  }), [6, 7]));
}
