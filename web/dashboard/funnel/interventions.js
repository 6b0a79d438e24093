/** What became of the interventions: each rule's, in visits that were shown it. */

import { $, h, swap } from "../dom.js";
import { empty, scrolling, shareCell } from "../figures.js";
import { count, money } from "../format.js";
import { t } from "../i18n.js";

export function drawInterventions({ interventions, currency }) {
  if (!interventions.length) return swap($("#interventions"), empty(t("interventions.none")));
  const heads = ["rule", "type", "shown", "clicked", "dismissed", "converted", "orders", "revenue"].map((name) => t(`interventions.${name}`));
  const rows = interventions.map((each) => ({
    "data-rule": each.rule,
    cells: [h("code", {}, each.rule), each.type.replaceAll("_", " "), count(each.shown), shareCell(each.clicked), shareCell(each.dismissed), shareCell(each.converted), count(each.orders), money(each.revenue, currency)],
  }));
  return swap($("#interventions"), h("p", { class: "soft" }, t("interventions.lead")), scrolling(t("interventions.title"), heads, rows, [2, 3, 4, 5, 6, 7]));
}
