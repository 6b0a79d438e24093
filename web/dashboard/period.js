/** The form that asks of which days a report from the lake is; both days included. */

import { $, h } from "./dom.js";
import { moment } from "./format.js";
import { t } from "./i18n.js";

/** Puts the form into #period and returns its query; `changed()` hears when other days are asked for. */
export function periodForm(changed, { bots = true } = {}) {
  const day = (name) => h("input", { id: `period-${name}`, class: "field", type: "date" });
  const [first, last, robots] = [day("from"), day("until"), h("input", { id: "period-bots", type: "checkbox" })];
  const submitted = (event) => {
    event.preventDefault();
    changed();
  };
  $("#period").replaceChildren(h("form", { class: "tools", onsubmit: submitted },
    h("label", { for: "period-from" }, t("period.from")), first, h("label", { for: "period-until" }, t("period.until")), last,
    bots && h("label", { class: "tick" }, robots, ` ${t("period.bots")}`), h("button", { class: "plain", type: "submit" }, t("period.show"))));
  return () => ({ from: first.value, until: last.value, bots: robots.checked ? "true" : "" });
}

/** Writes the days of a report into the form's empty fields, and how fresh it is beside it. */
export function toldPeriod({ since, until, as_of: asOf }) {
  if (!$("#period-from").value) $("#period-from").value = since;
  if (!$("#period-until").value) $("#period-until").value = until;
  $("#freshness").textContent = asOf ? t("period.asOf", { moment: moment(asOf) }) : t("period.never");
}
