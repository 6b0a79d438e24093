/** GA4 events, told twice: to the page's dataLayer as GA4 has them, and to Microlift in minor units. */

import { decimal } from "./money.js";
import { shop } from "./shop.js";

let microlift = null;
let page = { type: "home", path: "/" };
const reached = new Set();

export const trackThrough = (client) => (microlift = client);

/** Says which page the shopper is on and counts the view. */
export function pageView(type, path) {
  page = { type, path };
  reached.clear();
  track("page_view");
}

const entry = (item, quantity = 1) => ({ item_id: item.item_id, quantity, price: item.price, category: item.category });

const major = (minor) => Number(decimal(minor));

/** Tracks `name` with articles ([item, quantity] pairs), their value by default, and parameters. */
export function track(name, { articles = [], value, params = {} } = {}) {
  const items = articles.map(([item, quantity]) => entry(item, quantity));
  const sum = value ?? items.reduce((total, { price, quantity }) => total + price * quantity, 0);
  const priced = items.length ? { currency: "EUR", value: sum, items } : {};
  microlift?.track({ event_name: name, page, ...priced, params });

  const ecommerce = items.length && {
    currency: "EUR",
    value: major(sum),
    items: items.map(({ category, price, ...rest }) => ({ ...rest, item_name: shop.items.get(rest.item_id)?.name.en, item_category: category, price: major(price) })),
  };
  window.dataLayer.push({ event: name, ...params, ...(ecommerce && { ecommerce }) });
}

export const cartArticles = () => shop.lines.map((line) => [shop.items.get(line.item_id), line.quantity]);

/** Tracks how far down a page was read: a quarter at a time, each once per page. */
export function followScrolling() {
  addEventListener("scroll", () => {
    const room = document.documentElement.scrollHeight - innerHeight;
    if (room < 200) return;
    const share = Math.round((scrollY / room) * 100);
    for (const mark of [25, 50, 75, 90]) {
      if (share < mark || reached.has(mark)) continue;
      reached.add(mark);
      track("scroll", { params: { percent_scrolled: mark } });
    }
  }, { passive: true });
}

/** Tracks the pointer on its way out of the window's top, once per page, and how fast the page came. */
export function followLeaving() {
  document.documentElement.addEventListener("mouseleave", ({ clientY }) => {
    if (clientY > 0 || reached.has("exit")) return;
    reached.add("exit");
    track("exit_intent");
  });
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation) track("page_speed", { params: { ttfb_ms: Math.round(navigation.responseStart) } });
}
