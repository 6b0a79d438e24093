/** Articles as cards, with their heart and their add button, wherever they are listed. */

import { announce, h, icon } from "../dom.js";
import { local, t } from "../i18n.js";
import { money, pricePerThousand } from "../money.js";
import { shop } from "../shop.js";
import { track } from "../tracking.js";

const LOW_STOCK = 3;

export const nameOf = (item) => local(item.name);

/** Puts one article into the cart and says so; `list` tells the event where it was picked. */
export function addToCart(item, list) {
  const before = shop.line(item.item_id)?.quantity ?? 0;
  shop.setQuantity(item.item_id, before + 1);
  const after = shop.line(item.item_id).quantity;
  if (after > before) {
    track("add_to_cart", { articles: [[item, 1]], params: list ? { item_list_id: list } : {} });
    announce(t("item.added", { name: nameOf(item) }));
  } else {
    announce(t("item.left", { count: item.stock }));
  }
}

export function heart(item, place = "card") {
  const wished = shop.wishes.has(item.item_id);
  const label = t(wished ? "item.unwish" : "item.wish", { name: nameOf(item) });
  return h("button", { id: `wish-${place}-${item.item_id}`, class: "heart", type: "button", "aria-pressed": String(wished), "aria-label": label, title: label, "data-wish": item.item_id,
    onclick: () => {
      const now = shop.wish(item.item_id);
      track(now ? "add_to_wishlist" : "remove_from_wishlist", { articles: [[item, 1]] });
      announce(t(now ? "wish.added" : "wish.removed", { name: nameOf(item) }));
    } }, icon("heart"));
}

export function badges(item) {
  return h("ul", { class: "badges" },
    item.tags.some((tag) => tag.startsWith("seasonal:")) && h("li", { class: "season" }, t("item.season")),
    item.addon_of && h("li", {}, t("item.addon")),
    item.stock <= LOW_STOCK && h("li", { class: "low" }, t("item.left", { count: item.stock })));
}

export function priceLines(item) {
  const { compare } = item;
  const unit = compare && t(compare.unit === "ml" ? "item.perLitre" : "item.perKilo", { price: money(pricePerThousand(item.price, compare.quantity)) });
  return h("p", { class: "price" }, h("span", { class: "amount" }, money(item.price)), unit && h("span", { class: "per" }, unit));
}

export function card(item, list, position = 0) {
  const href = `#/p/${item.item_id}`;
  const select = () => track("select_item", { articles: [[item, 1]], params: { item_list_id: list, index: position } });
  return h("li", { class: "card" },
    h("article", {},
      h("a", { class: "picture", href, onclick: select, tabindex: "-1", "aria-hidden": "true" }, h("img", { src: item.image, alt: "", width: 400, height: 320, loading: "lazy" })),
      heart(item), badges(item),
      h("div", { class: "words" },
        h("p", { class: "maker" }, item.brand),
        h("h3", {}, h("a", { id: `see-${item.item_id}`, href, onclick: select }, nameOf(item))),
        h("div", { class: "buy" }, priceLines(item),
          h("button", { id: `add-${item.item_id}`, class: "add", type: "button", "aria-label": t("item.addNamed", { name: nameOf(item) }), "data-add": item.item_id, onclick: () => addToCart(item, list) },
            icon("plus"), h("span", { "aria-hidden": "true" }, t("item.add")))))));
}

/** Keeps every heart on the page in step with the wishes. */
export function followWishes() {
  shop.on(["wishes"], () => {
    for (const button of document.querySelectorAll("[data-wish]")) {
      const wished = shop.wishes.has(button.dataset.wish);
      const label = t(wished ? "item.unwish" : "item.wish", { name: nameOf(shop.items.get(button.dataset.wish)) });
      button.setAttribute("aria-pressed", String(wished));
      button.setAttribute("aria-label", label);
      button.title = label;
    }
  });
}
