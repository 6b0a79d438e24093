/** The form that asks of which days a report from the lake is; both days included. */

import { $, h } from "./dom.js";
import { moment } from "./format.js";
import { t } from "./i18n.js";

/** What was asked for last: a form that is still being filled in asks for nothing yet. */
let asked = {};

/** Puts the form into #period and returns its query; `changed()` hears when other days are asked for. */
export function periodForm(changed, { bots = true } = {}) {
  const day = (name) => h("input", { id: `period-${name}`, class: "field", type: "date" });
  const [first, last, robots] = [day("from"), day("until"), h("input", { id: "period-bots", type: "checkbox" })];
  const submitted = (event) => {
    event.preventDefault();
    asked = { from: first.value, until: last.value, bots: robots.checked ? "true" : "" };
    changed();
  };
  $("#period").replaceChildren(h("form", { class: "tools", onsubmit: submitted },
    h("label", { for: "period-from" }, t("period.from")), first, h("label", { for: "period-until" }, t("period.until")), last,
    bots && h("label", { class: "tick" }, robots, ` ${t("period.bots")}`), h("button", { class: "plain", type: "submit" }, t("period.show"))));
  return () => asked;
}

/** Writes a report's days into the fields that had been left to the shop, and how fresh it is beside them. */
export function toldPeriod({ since, until, as_of: asOf }) {
  if (!asked.from) $("#period-from").value = since;
  if (!asked.until) $("#period-until").value = until;
  asked = { ...asked, from: since, until };
  $("#freshness").textContent = asOf ? t("period.asOf", { moment: moment(asOf) }) : t("period.never");
}
