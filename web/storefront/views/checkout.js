/** The till: cart, shipping, a payment that is none, thanks. */

import { $, announce, h, swap } from "../dom.js";
import { t } from "../i18n.js";
import { money } from "../money.js";
import { placeOrder } from "../orders.js";
import { go } from "../router.js";
import { SHIPPING, shop } from "../shop.js";
import { cartArticles, track } from "../tracking.js";
import { lineList, sums, trustBadge } from "./summary.js";

const STEPS = ["cart", "shipping", "payment", "done"];
const METHODS = ["card", "wallet", "transfer"];
let step = "cart";
let method = "card";
let failure = null;
let ordering = false;

function steps(current) {
  const at = STEPS.indexOf(current);
  return h("ol", { class: "steps", "aria-label": t("checkout.steps") }, STEPS.map((name, place) =>
    h("li", { "aria-current": place === at ? "step" : null, class: place < at ? "past" : "" }, t(`checkout.${name}`))));
}

function moveTo(next) {
  step = next;
  failure = null;
  if (next === "cart") shop.stage = "checkout_prep";
  if (next === "shipping") track("begin_checkout", { articles: cartArticles() });
  if (next === "payment") {
    shop.stage = "checkout";
    shop.shipping.selected = true;
    track("add_shipping_info", { articles: cartArticles(), params: { shipping_tier: shop.shipping.method } });
  }
  shop.tell("cart");
  $("#checkout-title")?.focus();
}

function choices(name, options, chosen, choose) {
  return h("div", { class: "choices" }, options.map(([value, words, price]) =>
    h("label", { class: "choice" }, h("input", { id: `${name}-${value}`, type: "radio", name, value, checked: value === chosen, onchange: () => choose(value) }),
      h("span", {}, words), price !== undefined && h("span", { class: "amount" }, price ? money(price) : t("totals.free")))));
}

function shippingStep() {
  const options = Object.entries(SHIPPING).map(([name, amount]) => [name, t(`checkout.${name}`), amount]);
  return h("fieldset", {}, h("legend", {}, t("checkout.choose")), choices("shipping", options, shop.shipping.method, (value) => {
    shop.shipping = { method: value, selected: true };
    shop.tell("cart");
  }));
}

function paymentStep() {
  return h("fieldset", {}, h("legend", {}, t("checkout.method")), choices("method", METHODS.map((name) => [name, t(`checkout.${name}`)]), method, (value) => (method = value)),
    h("p", { class: "hint" }, t("checkout.standIn")), failure && h("p", { class: "mismatch", role: "alert" }, t("checkout.failed", { detail: failure })));
}

async function order() {
  if (ordering) return;
  ordering = true;
  failure = null;
  shop.tell("cart-quiet");
  announce(t("checkout.pending"));
  track("add_payment_info", { articles: cartArticles(), params: { payment_type: method } });
  try {
    await placeOrder();
    step = "cart";
    go("#/thanks");
  } catch (error) {
    failure = error.message;
  } finally {
    ordering = false;
    shop.tell("cart-quiet");
  }
}

function buttons() {
  const total = shop.offer?.totals.total;
  const waiting = ordering || shop.pending || total === undefined;
  const forward = { cart: () => moveTo("shipping"), shipping: () => moveTo("payment"), payment: order }[step];
  const pay = ordering ? t("checkout.pending") : waiting ? t("cart.updating") : t("checkout.pay", { total: money(total) });
  const words = step === "payment" ? pay : t("checkout.next");
  return h("div", { class: "till-buttons" },
    step !== "cart" && h("button", { id: "till-back", class: "secondary", type: "button", onclick: () => moveTo(STEPS[STEPS.indexOf(step) - 1]) }, t("checkout.back")),
    // Waiting is said, not disabled: a button that disables itself drops the keyboard's focus.
    h("button", { id: "till-next", class: "primary", type: "button", "aria-disabled": String(step === "payment" && waiting), onclick: () => !(step === "payment" && waiting) && forward() }, words));
}

export function drawCheckout(main, { fresh }) {
  if (!shop.lines.length) return swap(main, h("div", { class: "list-head" }, h("h1", {}, t("checkout.title"))), h("p", { class: "empty" }, t("cart.empty"), " ", h("a", { href: "#/" }, t("cart.start"))));
  if (fresh) return moveTo("cart");
  const body = { cart: () => lineList({ editable: true }), shipping: shippingStep, payment: paymentStep }[step]();
  swap(main, h("div", { class: "till" },
    h("div", { class: "till-main" }, h("h1", { id: "checkout-title", tabindex: "-1", "data-refuge": "" }, t("checkout.title")), steps(step), body, buttons()),
    h("section", { class: "till-side", "aria-labelledby": "summary-title" }, h("h2", { id: "summary-title" }, t("checkout.summary")),
      step !== "cart" && lineList({ editable: false }), sums(), trustBadge())));
}

export function drawThanks(main) {
  const { lastOrder } = shop;
  if (!lastOrder) return go("#/");
  swap(main, h("div", { class: "thanks" }, steps("done"), h("h1", { tabindex: "-1" }, t("thanks.title")),
    h("p", { role: "status" }, t("thanks.text", { order: lastOrder.order_id, total: money(lastOrder.total) })),
    lastOrder.saved > 0 && h("p", { class: "saved" }, t("thanks.saved", { amount: money(lastOrder.saved) })),
    h("p", {}, h("a", { class: "primary", id: "again", href: "#/" }, t("thanks.again")))));
}
