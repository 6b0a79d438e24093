/** The cart's lines and sums, as the last decision prices them, in the drawer and at the till. */

import { announce, h, icon } from "../dom.js";
import { local, t } from "../i18n.js";
import { money } from "../money.js";
import { shop } from "../shop.js";
import { track } from "../tracking.js";
import { nameOf } from "./cards.js";

export const ruleTitle = (rule) => t(`rule.${rule.rule}.title`, {}, local(rule.title) || rule.rule);

function change(item, by) {
  const before = shop.line(item.item_id)?.quantity ?? 0;
  shop.setQuantity(item.item_id, before + by);
  const moved = (shop.line(item.item_id)?.quantity ?? 0) - before;
  if (moved > 0) track("add_to_cart", { articles: [[item, moved]] });
  if (moved < 0) track("remove_from_cart", { articles: [[item, -moved]] });
  if (before + by <= 0) announce(t("cart.removed", { name: nameOf(item) }));
}

function stepper(item, quantity) {
  const name = nameOf(item);
  const key = item.item_id;
  return h("div", { class: "stepper", role: "group", "aria-label": `${t("cart.quantity")}: ${name}` },
    h("button", { id: `less-${key}`, type: "button", "aria-label": t("cart.less", { name }), onclick: () => change(item, -1) }, icon("minus")),
    h("output", {}, String(quantity)),
    h("button", { id: `more-${key}`, type: "button", "aria-label": t("cart.more", { name }), disabled: quantity >= item.stock, onclick: () => change(item, 1) }, icon("plus")));
}

function linePrice(full, discount) {
  if (!discount) return h("p", { class: "line-price" }, money(full));
  return h("p", { class: "line-price" },
    h("del", {}, h("span", { class: "unseen" }, t("cart.wasPrice", { price: "" })), money(full)), " ",
    h("ins", {}, h("span", { class: "unseen" }, t("cart.nowPrice", { price: "" })), money(full - discount)));
}

function lineRow(line, { editable }) {
  const item = shop.items.get(line.item_id);
  const mismatch = shop.offer?.mismatches.get(line.line_id);
  const discount = shop.offer?.byLine.get(line.line_id) ?? 0;
  return h("li", { class: "line", "data-line": line.item_id },
    h("img", { src: item.image, alt: "", width: 80, height: 64 }),
    h("div", { class: "line-words" },
      h("p", { class: "line-name" }, h("a", { id: `line-${item.item_id}`, href: `#/p/${item.item_id}` }, nameOf(item))),
      !editable && h("p", { class: "line-count" }, `${line.quantity} × ${money(item.price)}`),
      mismatch && h("p", { class: "mismatch" }, t("cart.mismatch", { price: money(item.price) })),
      editable && h("div", { class: "line-tools" }, stepper(item, line.quantity),
        h("button", { id: `remove-${item.item_id}`, class: "plain", type: "button", "aria-label": t("cart.remove", { name: nameOf(item) }), onclick: () => change(item, -line.quantity) }, icon("bin")))),
    h("div", { class: "line-end" }, linePrice(line.quantity * item.price, discount)));
}

export const lineList = (options) => h("ul", { class: "lines" }, shop.lines.map((line) => lineRow(line, options)));

function row(label, amount, kind = "") {
  return h("div", { class: kind }, h("dt", {}, label), h("dd", {}, amount));
}

/** The sums: the decision's own when there is one for this cart, else what the lines add up to. */
export function sums() {
  const { offer, pending } = shop;
  const totals = offer?.totals ?? { subtotal: shop.subtotal };
  const rules = offer?.rules ?? [];
  const paidShipping = (totals.shipping ?? 0) + (totals.shipping_discount ?? 0);
  return h("dl", { class: "sums", "aria-busy": String(pending), "data-pending": String(pending) },
    row(t("totals.subtotal"), money(totals.subtotal ?? shop.subtotal)),
    rules.filter(onLines).map((rule) => row(ruleTitle(rule), money(-onLines(rule)), "gain")),
    totals.shipping !== undefined && row(t("totals.shipping"), totals.shipping_discount
      ? [h("del", {}, money(totals.shipping)), " ", h("ins", {}, paidShipping ? money(paidShipping) : t("totals.free"))] : paidShipping ? money(paidShipping) : t("totals.free"), totals.shipping_discount ? "gain" : ""),
    totals.total !== undefined && row(t("totals.total"), pending ? t("cart.updating") : money(totals.total), "total"));
}

/** The trust badge that the shopper looked at before, repeated beside the sums. */
export const trustBadge = () => shop.trust !== null && h("p", { class: "trust", "data-push": "highlight_trust_badge" }, icon("lock"), shop.trust || t("push.highlight_trust_badge.text"));

// Free shipping has its own line in the sums, so a rule's line shows what it takes off the articles.
const onLines = (rule) => (rule.allocations ?? []).filter(({ path }) => path !== "$.shipping").reduce((sum, { amount }) => sum + amount, 0);
