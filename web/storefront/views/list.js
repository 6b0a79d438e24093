/** The front page: articles by category and search, and the wishlist, which is a list too. */

import { $, announce, h, swap } from "../dom.js";
import { t } from "../i18n.js";
import { go, route } from "../router.js";
import { shop } from "../shop.js";
import { track } from "../tracking.js";
import { card, nameOf } from "./cards.js";

const ORDERS = { chosen: null, cheap: (a, b) => a.price - b.price, dear: (a, b) => b.price - a.price };
let query = "";
let order = "chosen";
let typing = null;

// Accents and case do not matter to somebody who is looking for a caffe.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function found(category) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const fits = (item) => {
    const text = plain([...Object.values(item.name), ...Object.values(item.description), item.brand, t(`category.${item.category}`)].join(" "));
    return (!category || item.category === category) && words.every((word) => text.includes(word));
  };
  const items = [...shop.items.values()].filter(fits);
  return ORDERS[order] ? items.sort(ORDERS[order]) : items;
}

function drawGrid(category) {
  const items = found(category);
  const list = query ? "search" : category || "all";
  $("#count").textContent = t("search.articles", { count: items.length });
  swap($("#grid"), items.length ? h("ul", { class: "grid" }, items.map((item, place) => card(item, list, place))) : h("p", { class: "empty" }, t("search.none")));
  if (items.length) track("view_item_list", { articles: items.map((item) => [item, 1]), value: 0, params: { item_list_id: list } });
}

function sorter(category) {
  const choose = (event) => {
    order = event.target.value;
    track("apply_filter", { params: { filter: "sort", value: order } });
    drawGrid(category);
  };
  return h("label", { class: "sorter" }, h("span", {}, t("sort.label")),
    h("select", { id: "sort", onchange: choose }, Object.keys(ORDERS).map((name) => h("option", { value: name, selected: name === order }, t(`sort.${name}`)))));
}

/** The articles of the category that the visit before looked at, when the home page follows its filters. */
function lastTime() {
  const filters = new Map(shop.lastFilters.map((filter) => filter.split("=", 2)));
  const category = filters.get("category");
  const items = [...shop.items.values()].filter((item) => item.category === category && item.stock > 0);
  if (!items.length) return null;
  if (ORDERS[filters.get("sort")]) items.sort(ORDERS[filters.get("sort")]);
  return h("section", { class: "last-time", "data-push": "personalise_home", "aria-labelledby": "last-time" },
    h("h2", { id: "last-time" }, t("push.personalise_home.title")), h("p", {}, t(`category.${category}`)),
    h("ul", { class: "grid" }, items.slice(0, 4).map((item, place) => card(item, "last_time", place))));
}

export function drawList(main, category) {
  const home = !category && !query;
  swap(main,
    home && h("div", { class: "hero" }, h("h1", {}, t("shop.claim")), h("p", {}, t("shop.lead"))),
    home && lastTime(),
    h("div", { class: "list-head" },
      h(home ? "h2" : "h1", {}, query ? `«${query}»` : t(`category.${category || "all"}`)),
      h("p", { id: "count", role: "status" }), sorter(category)),
    h("div", { id: "grid" }));
  drawGrid(category);
}

export function drawWishes(main) {
  const items = [...shop.wishes].map((id) => shop.items.get(id)).filter(Boolean);
  swap(main, h("div", { class: "list-head" }, h("h1", {}, t("wish.title"))),
    items.length ? h("ul", { class: "grid" }, items.map((item, place) => card(item, "wishlist", place)))
      : h("p", { class: "empty" }, t("wish.empty"), " ", h("a", { href: "#/" }, t("cart.start"))));
}

/** Searches as the shopper types, and tells the event once the word stands. */
export function startSearch(redraw) {
  const search = (event) => {
    query = $("#query").value.trim();
    if (route().page !== "list" || route().argument) go("#/");
    else redraw();
    clearTimeout(typing);
    typing = setTimeout(() => {
      if (!query) return;
      track("search", { params: { search_term: query } });
      announce($("#count")?.textContent ?? "");
    }, event.type === "submit" ? 0 : 800);
  };
  $("#finder").addEventListener("input", search);
  $("#finder").addEventListener("submit", (event) => {
    event.preventDefault();
    search(event);
  });
}

export const similar = (item, count = 4) =>
  [...shop.items.values()].filter((one) => one.item_id !== item.item_id && (one.addon_of === item.item_id || item.addon_of === one.item_id || one.category === item.category))
    .sort((a, b) => Number(b.addon_of === item.item_id) - Number(a.addon_of === item.item_id) || nameOf(a).localeCompare(nameOf(b))).slice(0, count);
