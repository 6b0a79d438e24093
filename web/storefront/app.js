/** The demo shop's start: state, views and Microlift's SDK, put together once. */

import { start as startMicrolift } from "/sdk/dist/microlift.js";
import { notBefore, now, setNow } from "./clock.js";
import { consent } from "./consent.js";
import { configuration, readClock } from "./demo.js";
import { $, announce, h, swap } from "./dom.js";
import { language, onLanguage, t, translatePage } from "./i18n.js";
import { readDecision } from "./offer.js";
import { orderThrough } from "./orders.js";
import { FrameLog } from "./panel/frame-log.js";
import { startPanel } from "./panel/panel.js";
import { tapWire } from "./panel/wiretap.js";
import { onRoute, route } from "./router.js";
import { shop } from "./shop.js";
import { joinTabs } from "./tabs.js";
import { pageNow, pageView, track } from "./tracking.js";
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
  microlift.on("status", (status) => shop.set({ status }, "status"));
  microlift.onIntervention(react);
  microlift.on("session", (session) => {
    forgetInterventions();
    if (session.cart?.cart_id && shop.lines.length) shop.cartId = session.cart.cart_id;
    if (session.cart && !shop.lines.length && shop.restore(session.cart)) {
      announce(t("cart.restored"));
      shop.tell("cart");
    }
  });
  microlift.onDecision((decision, { lineIds }) => {
    if (decision.cart_id !== shop.cartId) return; // the order is placed, and this was its cart
    notBefore(decision.evaluated_at);
    shop.set({ offer: readDecision(decision, lineIds), pending: microlift.cart.waiting, intent: decision.intent?.probability ?? shop.intent }, "offer");
  });
  const told = new Set();
  microlift.on("error", (error) => {
    if (!error.status || error.event) return; // an event's fault, or the network's: the shopper can do nothing about it
    shop.set({ pending: false }, "offer");
    if (told.has(error.code)) return;
    told.add(error.code);
    push({ type: "other", rule: `problem-${error.code}`, params: { title: t("problem.title"), text: t("problem.cart", { detail: error.message }) } });
  });
}

function sendChanges(microlift) {
  shop.on(["cart"], () => {
    shop.pending = true;
    if (!shop.lines.length) shop.offer = null;
    microlift.cart.update(shop.cart());
    if (route().page === "checkout") draw();
  });
  shop.on(["ordered"], clearPushes);
  shop.on(["offer", "cart-quiet", "followed", "trust"], () => route().page === "checkout" && draw());
  shop.on(["home"], () => route().page === "list" && draw());
  shop.on(["wishes"], () => {
    shop.keep();
    if (route().page === "wishlist") draw();
  });
  consent.addEventListener("change", () => shop.keep());
}

async function start() {
  consent.begin();
  translatePage();
  const config = await configuration();
  await shop.load();
  if (config.local) await readClock().then(setNow, () => {});
  const frames = new FrameLog("Frames");
  if (config.local) tapWire(config.api, (message) => frames.add(message));
  const microlift = startMicrolift({ key: config.publishable_key, endpoint: config.api, page: pageNow, pageViews: false, ui: false, now, visit: () => ({ locale: language() }) });
  [orderThrough, startCustomer, follow, sendChanges, joinTabs].forEach((begins) => begins(microlift));
  if (config.local) startPanel(microlift, frames);
  [startHeader, startDrawer, startOffers, startConsent, followWishes].forEach((begins) => begins());
  startSearch(draw);
  onRoute(visit);
  onLanguage(() => draw());
  visit();
  if (await microlift.session()) return;
  shop.set({ status: "offline" }, "status");
  push({ type: "other", rule: "problem-session", params: { title: t("problem.title"), text: t("problem.session") } });
}

start().catch((error) => swap($("#main"), h("p", { class: "empty", role: "alert" }, t("problem.session"), ` (${error.message})`)));
