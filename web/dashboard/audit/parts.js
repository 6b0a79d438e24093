/** The audit's parts, each into its own place on the page. */

import { Plot } from "../charts.js";
import { $, h, swap } from "../dom.js";
import { between, beside, empty, figure, folded, scrolling, tile } from "../figures.js";
import { DASH, count, duration, percent } from "../format.js";
import { t } from "../i18n.js";

const share = (part, whole) => (whole ? part / whole : null);
const signed = (ms) => `${ms < 0 ? "−" : ""}${duration(ms)}`;
const reason = (code) => t(`reason.${code}`, {}, code.replaceAll("_", " "));
const heads = (...names) => names.map((name) => t(`audit.${name}`));

/** Returns horizontal bars with their words above them and their numbers behind. */
function bars(rows, fill) {
  return () => ({
    height: rows.length * 38 + 8, marginLeft: 0, marginRight: 96, marginTop: 0, marginBottom: 0,
    x: { axis: null }, y: { axis: null, domain: rows.map(({ name }) => name), padding: 0.3 },
    marks: [
      Plot.barX(rows, { x: "value", y: "name", fill, rx: 2, insetTop: 12 }),
      Plot.text(rows, { y: "name", text: "name", frameAnchor: "left", textAnchor: "start", dy: -9, fill: "currentColor" }),
      Plot.text(rows, { y: "name", x: "value", text: "told", textAnchor: "start", dx: 6, dy: 6, fill: "currentColor" }),
    ],
  });
}

export function drawSums({ accepted, rejected, late, bots, corrected }) {
  const of = (name, part, whole) => tile(t(`audit.${name}`), count(part), whole ? t("audit.share", { share: percent(share(part, whole)) }) : null);
  swap($("#sums"), tile(t("audit.accepted"), count(accepted)), of("rejected", rejected, accepted + rejected), of("late", late, accepted), of("bots", bots, accepted), of("corrected", corrected, accepted));
}

export function drawRefused({ reasons, refused, rejected }) {
  if (!rejected) return swap($("#refused"), empty(t("audit.noRefused")));
  const rows = Object.entries(reasons).map(([code, value]) => ({ name: reason(code), value, told: `${count(value)} · ${percent(share(value, rejected))}` }));
  return swap($("#refused"), beside(figure(t("audit.refusedCaption"), t("audit.refusedSaid", { reason: rows[0].name, events: rows[0].told }), bars(rows, "var(--warm)")),
    scrolling(t("audit.refused"), heads("event", "events", "reason", "path", "version"),
      refused.map((each) => ({ cells: [h("code", {}, each.event_name ?? t("audit.nameless")), count(each.events), h("span", { title: each.code }, reason(each.code)), h("code", {}, each.path ?? DASH), String(each.catalogue_version ?? DASH)] })), [1, 4])));
}

export function drawNamed({ events }) {
  if (!events.length) return swap($("#named"), empty(t("audit.noNamed")));
  return swap($("#named"), scrolling(t("audit.named"), heads("event", "version", "accepted", "lacking", "late", "bots"),
    events.map((each) => ({ cells: [h("code", {}, each.event_name), String(each.catalogue_version ?? DASH), count(each.accepted), percent(share(each.lacking, each.accepted)), percent(share(each.late, each.accepted)), percent(share(each.bots, each.accepted))] })), [1, 2, 3, 4, 5]));
}

export function drawMissing({ missing }) {
  if (!missing.length) return swap($("#missing"), empty(t("audit.noMissing")));
  const rows = missing.slice(0, 12).map((each) => ({ name: `${each.event_name} · ${each.parameter}`, value: each.events, told: `${count(each.events)} · ${percent(share(each.events, each.of))}` }));
  return swap($("#missing"), beside(figure(t("audit.missingCaption"), t("audit.missingSaid", { most: rows[0].name, events: rows[0].told }), bars(rows, "var(--gold)")),
    scrolling(t("audit.missing"), heads("event", "parameter", "events", "ofAll"), missing.map((each) => ({ cells: [h("code", {}, each.event_name), h("code", {}, each.parameter), count(each.events), percent(share(each.events, each.of))] })), [2, 3])));
}

export function drawDelays({ delays, delay_ms: quantiles }) {
  const all = delays.reduce((sum, { events }) => sum + events, 0);
  if (!all) return swap($("#delays"), empty(t("audit.noDelays")));
  const rows = delays.map(({ from_ms: from, to_ms: to, events }) => ({ name: between(from, to, signed), value: events, told: `${count(events)} · ${percent(share(events, all))}` }));
  return swap($("#delays"), h("p", { class: "soft" }, t("audit.delaysLead")), beside(figure(t("audit.delaysCaption"), t("audit.delaysSaid", { median: signed(quantiles.p50) }), bars(rows, "var(--first)")),
    h("div", {}, scrolling(t("audit.quantiles"), heads("quantile", "delay"), Object.entries(quantiles).map(([name, ms]) => ({ cells: [t(`audit.${name}`), signed(ms)] })), [1]),
      folded(t("audit.histogram"), scrolling(t("audit.histogram"), heads("delay", "events"), rows.map(({ name, told }) => ({ cells: [name, told] })), [1])))));
}

export function drawAlike({ look_alikes: alike }) {
  if (!alike.length) return swap($("#alike"), empty(t("audit.noAlike")));
  return swap($("#alike"), h("p", { class: "soft" }, t("audit.alikeLead")), scrolling(t("audit.alike"), heads("event", "events"), alike.map((each) => ({ cells: [h("code", {}, each.event_name), count(each.events)] })), [1]));
}
