/** The login stand-in: an id, an e-mail and whether the shop may write. */

import { $, announce, h, icon, swap } from "../dom.js";
import { language, onLanguage, t } from "../i18n.js";
import { shop } from "../shop.js";
import { customerToken, putCustomers } from "../demo.js";
import { track } from "../tracking.js";

let microlift = null;
const dialog = () => $("#customer");

async function enter(form) {
  const values = new FormData(form);
  const customer = { customer_id: values.get("customer_id").trim(), email: values.get("email").trim() };
  const mailed = values.has("marketing");
  await putCustomers([{ ...customer, locale: language(), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, marketing: { email: mailed, sms: false, push: false } }]);
  await signIn({ customer_id: customer.customer_id, prime: false });
  dialog().close();
}

/** Opens a session in which the shop's backend vouches for the customer; the cart comes along. */
export async function signIn({ customer_id, prime }) {
  const session = await microlift.signIn(await customerToken({ customer_id, prime }));
  if (!session) throw new Error(t("problem.session"));
  shop.set({ customer: { customer_id, prime } }, "customer");
  track("login", { params: { method: "demo" } });
  announce(t("customer.welcome", { id: customer_id }));
}

export async function signOut() {
  await microlift.signIn();
  shop.set({ customer: null }, "customer");
}

function field(name, type, value = "") {
  return h("label", { class: "field" }, h("span", {}, t(`customer.${name === "customer_id" ? "id" : name}`)),
    h("input", { id: `field-${name}`, name, type, value, required: true, maxlength: 120, autocomplete: type === "email" ? "email" : "username" }));
}

/** What stands in the form, so that a failure does not take it away. */
const written = () => {
  const form = dialog().querySelector("form");
  return form ? Object.fromEntries(new FormData(form)) : {};
};

function draw(failure = null) {
  const said = { customer_id: "demo-customer", email: "cliente@example.com", ...written() };
  const submitted = (event) => {
    event.preventDefault();
    if ($("#enter").getAttribute("aria-busy") === "true") return;
    $("#enter").setAttribute("aria-busy", "true");
    enter(event.target).catch((error) => draw(error.message));
  };
  const out = () => signOut().then(() => dialog().close(), (error) => draw(error.message));
  swap(dialog(),
    h("div", { class: "drawer-head" }, h("h2", { id: "customer-title" }, t("customer.title")),
      h("button", { id: "close-customer", class: "plain", type: "button", "aria-label": t("shop.close"), "data-refuge": "", onclick: () => dialog().close() }, icon("cross"))),
    shop.customer ? h("div", { class: "stack" }, h("p", {}, t("customer.welcome", { id: shop.customer.customer_id })), h("button", { class: "secondary", type: "button", onclick: out }, t("customer.leave")))
      : h("form", { class: "stack", onsubmit: submitted }, h("p", { class: "hint" }, t("customer.lead")),
        field("customer_id", "text", said.customer_id), field("email", "email", said.email),
        h("label", { class: "check" }, h("input", { id: "field-marketing", name: "marketing", type: "checkbox", checked: Boolean(said.marketing) }), h("span", {}, t("customer.marketing"))),
        failure && h("p", { class: "mismatch", role: "alert" }, t("customer.failed", { detail: failure })),
        h("button", { id: "enter", class: "primary", type: "submit" }, t("customer.enter"))),
    h("p", { class: "unseen", "data-announcer": "", "aria-live": "polite" }));
}

export function openCustomer() {
  dialog().showModal();
  draw();
  $("#field-customer_id")?.focus();
}

export function startCustomer(client) {
  microlift = client;
  onLanguage(() => dialog().open && draw());
}
