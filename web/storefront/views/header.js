/** The fixed head of the page: categories, language, customer, wishes, cart. */

import { $, h, icon, swap } from "../dom.js";
import { language, onLanguage, speak, t } from "../i18n.js";
import { money } from "../money.js";
import { onRoute, route } from "../router.js";
import { shop } from "../shop.js";
import { openCustomer } from "./customer.js";
import { openDrawer } from "./drawer.js";

const CATEGORIES = ["all", "food", "gift", "home", "fashion", "electronics"];

function drawCategories() {
  const { page, argument } = route();
  const current = page === "list" ? argument || "all" : null;
  swap($("#categories"), h("ul", {}, CATEGORIES.map((name) =>
    h("li", {}, h("a", { id: `category-${name}`, href: name === "all" ? "#/" : `#/c/${name}`, "aria-current": name === current ? "page" : null }, t(`category.${name}`))))));
}

function languages() {
  return h("div", { class: "languages", role: "group", "aria-label": t("shop.language") }, ["it", "en"].map((code) =>
    h("button", { id: `lang-${code}`, type: "button", lang: code, "aria-pressed": String(language() === code), "aria-label": { it: "Italiano", en: "English" }[code], onclick: () => speak(code) }, code.toUpperCase())));
}

function drawTools() {
  const wishes = String(shop.wishes.size);
  const articles = t("cart.articles", { count: shop.quantity });
  const total = money(shop.subtotal);
  const who = shop.customer ? t("customer.openAs", { id: shop.customer.customer_id }) : t("customer.open");
  swap($("#tools"),
    languages(),
    h("button", { id: "open-customer", class: "tool", type: "button", "aria-label": who, title: who, onclick: openCustomer },
      icon("person"), shop.customer?.prime && h("span", { class: "prime-mark" }, "Prime")),
    h("a", { id: "open-wishes", class: "tool", href: "#/wishlist", "aria-label": t("wish.open", { count: wishes }) },
      icon("heart"), shop.wishes.size > 0 && h("span", { class: "count", "aria-hidden": "true" }, wishes)),
    h("button", { id: "open-cart", class: "tool cart-tool", type: "button", "aria-label": t("cart.open", { count: articles, total }), onclick: openDrawer },
      icon("bag"), h("span", { class: "cart-sum", "aria-hidden": "true" }, total),
      shop.quantity > 0 && h("span", { class: "count", "aria-hidden": "true" }, String(shop.quantity))));
}

export function startHeader() {
  drawCategories();
  drawTools();
  onRoute(drawCategories);
  onLanguage(() => {
    drawCategories();
    drawTools();
  });
  shop.on(["cart", "followed", "ordered", "wishes", "customer"], drawTools);
}
