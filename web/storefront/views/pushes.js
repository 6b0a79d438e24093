/** Interventions as cards: a title, a line, perhaps an article; they stay until they are closed. */

import { $, announce, h, icon } from "../dom.js";
import { local, t } from "../i18n.js";
import { money } from "../money.js";
import { go } from "../router.js";
import { shop } from "../shop.js";
import { track } from "../tracking.js";
import { addToCart, nameOf } from "./cards.js";

const MOST = 3;
const CHATS = ["open_chat", "offer_help"];

/** Moves the cards into the dialog that is open, where they can be reached, and back. */
export function placePushes() {
  const host = document.querySelector("dialog[open] [data-pushes]");
  const pushes = $("#pushes");
  if (host) host.append(pushes);
  else $("#main").after(pushes);
}

/** Lets the cards that the shopper has seen stand at the page's end, not above the next page. */
export function dockPushes() {
  $("#pushes").classList.add("docked");
  // It spoke of the article that the shopper was looking at.
  $("#pushes").querySelector("[data-push=open_chat]")?.remove();
}

/** Returns title and text: the rule's own words, else the shop's for the rule or for the type. */
export function words({ type, rule, params = {} }) {
  const key = [rule, type].find((name) => t(`push.${name}.title`, {}, "")) ?? "other";
  const values = { missing: params.missing ? money(params.missing) : "" };
  const title = local(params.title) || t(`push.${key}.title`, values);
  const text = local(params.text ?? params.message ?? params.body) || t(`push.${key}.text`, values);
  return { title, text: text.replace(/[.!]$/, "") === title ? "" : text };
}

/** Returns the article the rule names, or for an upgrade or upsell one that fits the cart. */
function suggestion({ type, params = {} }) {
  const named = shop.items.get(params.item_id ?? params.item_ids?.[0]);
  if (named || !["upgrade", "upsell"].includes(type)) return named ?? null;
  const inCart = new Set(shop.lines.map((line) => line.item_id));
  const dearest = [...inCart].map((id) => shop.items.get(id)).sort((a, b) => b.price - a.price)[0];
  const free = [...shop.items.values()].filter((item) => !inCart.has(item.item_id) && item.stock > 0);
  if (type === "upsell") return free.filter((item) => inCart.has(item.addon_of))[0] ?? free.sort((a, b) => a.price - b.price)[0];
  const above = free.filter((item) => item.price > (dearest?.price ?? 0)).sort((a, b) => a.price - b.price);
  return above.find((item) => item.category === dearest?.category) ?? above[0] ?? free.sort((a, b) => b.price - a.price)[0] ?? null;
}

function article(item, close, outcome) {
  return h("div", { class: "push-article" }, h("img", { src: item.image, alt: "", width: 80, height: 64 }),
    h("div", {}, h("p", {}, h("a", { href: `#/p/${item.item_id}`, onclick: () => {
      outcome("clicked");
      go(`#/p/${item.item_id}`);
    } }, nameOf(item))), h("p", { class: "amount" }, money(item.price))),
    h("button", { class: "add", type: "button", "aria-label": t("item.addNamed", { name: nameOf(item) }), onclick: () => {
      outcome("clicked");
      addToCart(item, "offer");
      close();
    } }, icon("plus")));
}

/** Returns the button of a card that has something to do: a chat to write in, a till to go to. */
function action({ type, params = {} }, outcome) {
  if (CHATS.includes(type)) {
    const write = ({ target }) => {
      outcome("clicked");
      track("open_chat");
      target.replaceWith(h("p", { class: "hint", role: "status" }, t("push.chatOpen")));
    };
    return h("button", { class: "secondary", type: "button", "data-act": "chat", onclick: write }, t("push.chat"));
  }
  if (!params.guest_checkout) return null;
  const total = shop.offer?.totals.total;
  return [
    params.total_costs && total !== undefined && h("p", { class: "amount", "data-total": "" }, t("push.total", { total: money(total) })),
    h("button", { class: "secondary", type: "button", "data-act": "guest", onclick: () => {
      outcome("clicked");
      go("#/checkout");
    } }, t("push.guest")),
  ];
}

/** Shows an intervention as a card; `outcome` is told when it is clicked or dismissed. */
export function push(intervention, outcome = () => {}) {
  const { title, text } = words(intervention);
  const item = suggestion(intervention);
  const close = () => {
    const next = node.nextElementSibling ?? node.previousElementSibling;
    const had = node.contains(document.activeElement);
    node.remove();
    if (had) (next?.querySelector("button") ?? document.querySelector("dialog[open] [data-refuge]") ?? $("#main")).focus();
  };
  const node = h("article", { class: `push push-${intervention.type}`, "data-push": intervention.type, "data-rule": intervention.rule },
    h("div", { class: "push-head" }, icon(intervention.type === "show_message" ? "star" : "tag"), h("h2", {}, title),
      h("button", { class: "plain", type: "button", "aria-label": t("push.dismiss"), onclick: () => {
        outcome("dismissed");
        close();
      } }, icon("cross"))),
    text && h("p", {}, text), action(intervention, outcome), item && article(item, close, outcome));
  const pushes = $("#pushes");
  // At the till nothing lies over the sums.
  pushes.classList.toggle("docked", document.body.dataset.page === "checkout");
  pushes.append(node);
  while (pushes.children.length > MOST) pushes.firstElementChild.remove();
  announce([title, text].filter(Boolean).join(". "));
}

/** Takes the cards away: what they spoke of is bought. */
export const clearPushes = () => $("#pushes").replaceChildren();
