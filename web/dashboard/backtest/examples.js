/** The carts worth looking at: both decisions side by side, each with its why-tree; and who loses the offer. */

import { h, table } from "../dom.js";
import { count, money } from "../format.js";
import { t } from "../i18n.js";
import { reasons, sums } from "../why.js";

const given = ({ decision }) => -decision.totals.filter(({ type }) => type.endsWith("_discount")).reduce((sum, { amount }) => sum + amount, 0);
const subtotal = ({ decision }) => decision.totals.find(({ type }) => type === "subtotal")?.amount ?? 0;

function side(name, { decision, explanation }) {
  return h("section", { class: "side", "aria-label": t(`report.${name}`) }, h("p", { class: "side-title" }, t(`report.${name}`)), sums(decision), reasons({ ...decision, explanation }));
}

function example({ cart, before, after, bought }, tryOut) {
  const [old, now] = [given(before), given(after)];
  const price = (amount) => money(amount, cart.currency);
  const change = `${now > old ? "+" : ""}${price(now - old)}`;
  return h("details", { class: "example" },
    h("summary", {}, h("strong", { class: now > old ? "more" : now < old ? "less" : null }, change), " ", t("report.example", { subtotal: price(subtotal(before)), before: price(old), after: price(now) }), bought && h("span", { class: "chip" }, t("report.boughtTag"))),
    h("p", { class: "soft facts" }, cart.cart_id),
    h("ul", { class: "lines" }, cart.lines.map((line) => h("li", {}, t("report.lines", { quantity: line.quantity, item: line.item_id, price: price(line.unit_price) })))),
    tryOut && h("button", { class: "plain", type: "button", onclick: () => tryOut(cart) }, t("report.tryOut")),
    h("div", { class: "sides" }, side("before", before), side("after", after)));
}

/** Returns the examples, the first one open. */
export function examples(report, tryOut) {
  if (!report.examples?.length) return h("p", { class: "empty" }, t("report.noExamples"));
  return h("div", { class: "examples" }, h("p", { class: "soft" }, t("report.examplesLead")), report.examples.map((each) => example(each, tryOut)));
}

/** Returns the carts that lose their offer, the dearest first; nothing when there is none. */
export function lost({ lost: carts = [], lost_carts: all, currency }) {
  if (!carts.length) return null;
  return h("section", {}, h("h4", {}, t("report.lostTitle")),
    all > carts.length && h("p", { class: "soft" }, t("report.listed", { count: count(carts.length), all: count(all) })),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("report.lostTitle") },
      table(t("report.lostTitle"), [t("report.cart"), t("report.had")], carts.map((each) => ({ cells: [each.cart_id, money(each.before, currency)] })), [1])));
}
