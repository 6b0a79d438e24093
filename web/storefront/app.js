/** The demo shop's start: state, views and Microlift's client, put together once. */

import { channel } from "./arrival.js";
import { Microlift } from "./client/microlift.js";
import { notBefore, now, setNow } from "./clock.js";
import { consent } from "./consent.js";
import { configuration, readClock } from "./demo.js";
import { $, announce, h, swap } from "./dom.js";
import { language, onLanguage, t, translatePage } from "./i18n.js";
import { lasting, tab } from "./memory.js";
import { readDecision } from "./offer.js";
import { orderThrough } from "./orders.js";
import { startPanel } from "./panel/panel.js";
import { onRoute, route } from "./router.js";
import { shop } from "./shop.js";
import { joinTabs } from "./tabs.js";
import { followLeaving, followScrolling, pageView, track, trackThrough } from "./tracking.js";
import { followWishes } from "./views/cards.js";
import { drawCheckout, drawThanks } from "./views/checkout.js";
import { startConsent } from "./views/consent-banner.js";
import { startCustomer } from "./views/customer.js";
import { startDrawer } from "./views/drawer.js";
import { startHeader } from "./views/header.js";
import { forgetInterventions, react } from "./views/interventions.js";
import { drawItem } from "./views/item.js";
import { drawList, drawWishes, startSearch } from "./views/list.js";
import { startOffers } from "./views/offer-notes.js";
import { clearPushes, dockPushes, push } from "./views/pushes.js";

const PAGES = {
  list: (main, { argument }) => drawList(main, argument),
  item: (main, { argument, fresh }) => drawItem(main, argument, { fresh }),
  wishlist: drawWishes,
  checkout: (main, { fresh }) => drawCheckout(main, { fresh }),
  thanks: drawThanks,
};
const PAGE_TYPES = { list: "category", item: "product", wishlist: "wishlist", checkout: "checkout", thanks: "thank_you" };

function draw({ fresh = false } = {}) {
  const { page, argument } = route();
  (PAGES[page] ?? PAGES.list)($("#main"), { argument, fresh });
}

function visit() {
  const { page, argument } = route();
  document.body.dataset.page = page;
  const home = page === "list" && !argument;
  pageView(home ? "home" : (PAGE_TYPES[page] ?? "other"), `/${location.hash.replace(/^#\/?/, "")}`);
  if (page === "list" && argument) track("apply_filter", { params: { filter: "category", value: argument } });
  if (page !== "checkout" && shop.stage === "checkout_prep") shop.stage = "cart";
  dockPushes();
  draw({ fresh: true });
  scrollTo({ top: 0 });
}

function follow(microlift) {
  microlift.addEventListener("status", ({ detail }) => shop.set({ status: detail }, "status"));
  microlift.addEventListener("intervention", ({ detail }) => react(detail));
  microlift.addEventListener("session", ({ detail: session }) => {
    forgetInterventions();
    if (session.cart?.cart_id && shop.lines.length) shop.cartId = session.cart.cart_id;
    if (session.cart && !shop.lines.length && shop.restore(session.cart)) {
      announce(t("cart.restored"));
      shop.tell("cart");
    }
  });
  microlift.addEventListener("decision", ({ detail: { decision, lineIds } }) => {
    if (decision.cart_id !== shop.cartId) return; // the order is placed, and this was its cart
    notBefore(decision.evaluated_at);
    shop.set({ offer: readDecision(decision, lineIds), pending: microlift.carts.waiting, intent: decision.intent?.probability ?? shop.intent }, "offer");
    shop.keep(microlift.session, decision.revision);
    for (const intervention of decision.interventions ?? []) push(intervention);
  });
  const told = new Set();
  microlift.addEventListener("problem", ({ detail }) => {
    shop.set({ pending: false }, "offer");
    if (told.has(detail.code)) return;
    told.add(detail.code);
    push({ type: "other", rule: `problem-${detail.code}`, params: { title: t("problem.title"), text: t("problem.cart", { detail: detail.message }) } });
  });
}

function sendChanges(microlift) {
  shop.on(["cart"], () => {
    shop.pending = true;
    if (!shop.lines.length) shop.offer = null;
    microlift.updateCart(shop.cart());
    shop.keep(microlift.session, microlift.carts.revision);
    if (route().page === "checkout") draw();
  });
  shop.on(["ordered"], () => {
    clearPushes();
    shop.keep(microlift.session, microlift.carts.revision);
  });
  shop.on(["offer", "cart-quiet", "followed", "trust"], () => route().page === "checkout" && draw());
  shop.on(["home"], () => route().page === "list" && draw());
  shop.on(["wishes"], () => {
    shop.keep(microlift.session, microlift.carts.revision);
    if (route().page === "wishlist") draw();
  });
  consent.addEventListener("change", ({ detail }) => {
    shop.keep(microlift.session, microlift.carts.revision);
    microlift.setConsent(detail).catch(() => {});
  });
  addEventListener("pagehide", () => microlift.events.leave());
}

/** Takes a reminder's return token out of the address, so that it is used once and not passed on. */
function returnToken() {
  const address = new URL(location.href);
  const token = address.searchParams.get("return_token");
  address.searchParams.delete("return_token");
  if (token) history.replaceState(null, "", address);
  return token;
}

/** Goes on in this tab's session after a reload, or opens one. */
async function begin(microlift) {
  const kept = tab.read();
  const returned = returnToken();
  if (!returned && kept?.session?.expires_at > now() + 60_000 && shop.restore(kept.cart)) {
    microlift.carts.startFrom(kept.cart.revision);
    microlift.adopt(kept.session);
    shop.tell("cart");
    return;
  }
  await microlift.open(returned ? { return_token: returned } : {});
  shop.keep(microlift.session, microlift.carts.revision);
}

async function start() {
  consent.begin();
  translatePage();
  const config = await configuration();
  await shop.load();
  if (config.local) await readClock().then(setNow, () => {});
  const came = channel();
  const who = () => ({ consent: consent.signals, locale: language(), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, channel: came, ...(lasting.read().visitor_id && { visitor_id: lasting.read().visitor_id }) });
  const microlift = new Microlift({ api: config.api, publishableKey: config.publishable_key, who, now });
  [trackThrough, orderThrough, startCustomer, follow, sendChanges, joinTabs].forEach((begins) => begins(microlift));
  if (config.local) startPanel(microlift);
  [startHeader, startDrawer, startOffers, startConsent, followWishes, followScrolling, followLeaving].forEach((begins) => begins());
  startSearch(draw);
  onRoute(visit);
  onLanguage(() => draw());
  visit();
  await begin(microlift).catch(() => {
    shop.set({ status: "offline" }, "status");
    push({ type: "other", rule: "problem-session", params: { title: t("problem.title"), text: t("problem.session") } });
  });
}

start().catch((error) => swap($("#main"), h("p", { class: "empty", role: "alert" }, t("problem.session"), ` (${error.message})`)));
