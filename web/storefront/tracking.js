/** GA4 events, pushed to the page's dataLayer as any shop does it; Microlift's SDK reads them there. */

import { decimal } from "./money.js";
import { shop } from "./shop.js";

let page = { type: "home", path: "/" };

/** Where the shopper is: the shop's addresses are behind the #, which is no path. */
export const pageNow = () => page;

/** Says which page the shopper is on and counts the view. */
export function pageView(type, path) {
  page = { type, path };
  track("page_view");
}

const major = (minor) => Number(decimal(minor));

/** Tracks `name` with articles ([item, quantity] pairs), their value by default, and parameters. */
export function track(name, { articles = [], value, params = {} } = {}) {
  const sum = value ?? articles.reduce((total, [{ price }, quantity]) => total + price * quantity, 0);
  const ecommerce = articles.length && {
    currency: "EUR",
    value: major(sum),
    items: articles.map(([{ item_id, name: title, category, price }, quantity]) => ({ item_id, item_name: title.en, item_category: category, price: major(price), quantity })),
  };
  window.dataLayer.push({ event: name, ...params, ...(ecommerce && { ecommerce }) });
}

export const cartArticles = () => shop.lines.map((line) => [shop.items.get(line.item_id), line.quantity]);
