/** What the shopper hears about the offer: why it holds, until when, what is missing for more. */

import { $, announce, h, icon, swap } from "../dom.js";
import { clockFace, now } from "../clock.js";
import { onLanguage, t } from "../i18n.js";
import { money, percent } from "../money.js";
import { shop } from "../shop.js";
import { ruleTitle } from "./summary.js";

let said = "";

function missing({ subtotal, quantity }) {
  const parts = [quantity && t("offer.articles", { count: quantity }), subtotal && t("offer.money", { amount: money(subtotal) })];
  return parts.filter(Boolean).join(t("offer.and"));
}

const gain = (rule) => t(`rule.${rule}.gain`, {}, t(`rule.${rule}.title`, {}, rule));

/** "12,40 EUR more unlocks 20 %", with how far the cart has come. */
function unlocking(unlock) {
  const { rule, subtotal } = unlock;
  const words = t("offer.more", { missing: missing(unlock), gain: gain(rule) });
  const bar = subtotal && h("progress", { max: shop.subtotal + subtotal, value: shop.subtotal, "aria-hidden": "true" });
  return h("div", { class: "unlock", "data-unlock": rule }, h("p", {}, icon("lock"), h("span", {}, words)), bar);
}

function granted(rule) {
  const reason = t(`rule.${rule.rule}.because`, {}, "");
  const title = ruleTitle(rule);
  const freeToo = rule.freeShipping && !title.includes(t("offer.freeShipping"));
  return h("li", { class: "granted", "data-rule": rule.rule },
    h("p", { class: "granted-title" }, icon("tag"), h("strong", {}, t("offer.gained", { title, amount: money(rule.amount) })), freeToo && h("span", { class: "chip" }, t("offer.freeShipping"))),
    reason && h("p", { class: "because" }, t("offer.because", { reason })));
}

const countdown = () => shop.offer?.expiresAt && h("p", { class: "countdown", role: "timer", "aria-live": "off", "data-expires": shop.offer.expiresAt }, t("offer.until", { time: clockFace(shop.offer.expiresAt - now()) }));

export function offerNotes() {
  const { offer } = shop;
  if (!offer) return null;
  return h("div", { class: "notes" },
    offer.rules.length > 0 && h("ul", { class: "granteds" }, offer.rules.map(granted)),
    h("div", { class: "notes-side" }, countdown(), offer.unlocks.slice(0, 2).map(unlocking)));
}

function filled(share) {
  const bar = h("div", {});
  bar.style.inlineSize = `${Math.round(share * 100)}%`;
  return bar;
}

/** The live intent to buy: a meter, with the profile in words. */
export function gauge() {
  if (shop.intent === null) return null;
  const value = percent(shop.intent);
  const profile = t(`profile.${shop.offer?.decision.profile ?? "none"}`, {}, shop.offer?.decision.profile ?? "");
  return h("div", { class: "gauge" }, h("span", { class: "gauge-words" }, t("intent.value", { percent: value }), h("span", { class: "profile" }, profile)),
    h("div", { class: "meter", role: "meter", "aria-label": t("intent.label"), "aria-valuemin": "0", "aria-valuemax": "1", "aria-valuenow": String(shop.intent), "aria-valuetext": `${value}, ${profile}` }, filled(shop.intent)));
}

function liveWords() {
  if (shop.status === "offline") return h("p", { class: "live-state" }, icon("cloud"), t("offer.offline"));
  if (!shop.lines.length) return h("p", { class: "live-state" }, icon("tag"), t("offer.idle"));
  if (!shop.offer) return h("p", { class: "live-state" }, t(shop.pending ? "cart.updating" : "offer.connecting"));
  if (!shop.offer.rules.length && !shop.offer.unlocks.length) return h("p", { class: "live-state" }, t("offer.none"));
  return offerNotes();
}

function drawLive() {
  swap($("#live"), h("div", { class: "live-row", "data-status": shop.status }, liveWords(), gauge()));
}

/** Tells screen readers what changed in the offer, once, and never the ticking clock. */
function sayOffer() {
  if (!shop.offer || shop.pending) return;
  const words = [...shop.offer.rules.map((rule) => t("offer.gained", { title: ruleTitle(rule), amount: money(rule.amount) })),
    ...shop.offer.unlocks.slice(0, 1).map((unlock) => t("offer.more", { missing: missing(unlock), gain: gain(unlock.rule) }))].join(". ");
  if (words && words !== said) announce(words);
  said = words;
}

function tick() {
  for (const node of document.querySelectorAll("[data-expires]")) {
    const left = Number(node.dataset.expires) - now();
    node.textContent = left > 0 ? t("offer.until", { time: clockFace(left) }) : t("offer.closing");
  }
}

export function startOffers() {
  drawLive();
  shop.on(["cart", "followed", "ordered", "offer", "status"], drawLive);
  shop.on(["offer"], sayOffer);
  onLanguage(drawLive);
  setInterval(tick, 1000);
}
