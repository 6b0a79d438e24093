/** One article's own page. */

import { h, icon, swap } from "../dom.js";
import { local, t } from "../i18n.js";
import { shop } from "../shop.js";
import { track } from "../tracking.js";
import { addToCart, badges, card, heart, nameOf, priceLines } from "./cards.js";
import { similar } from "./list.js";

function fold(id, title, text, eventName) {
  const opened = (event) => event.target.open && track(eventName);
  return h("details", { id, ontoggle: opened }, h("summary", {}, t(title)), h("p", {}, text));
}

export function drawItem(main, itemId, { fresh }) {
  const item = shop.items.get(itemId);
  if (!item) return swap(main, h("p", { class: "empty" }, t("item.unknown"), " ", h("a", { href: "#/" }, t("item.back"))));
  const others = similar(item);
  swap(main,
    h("p", { class: "back" }, h("a", { href: "#/" }, icon("back"), t("item.back"))),
    h("article", { class: "article" },
      h("div", { class: "picture" }, h("img", { src: item.image, alt: "", width: 400, height: 320 })),
      h("div", { class: "words" },
        h("p", { class: "maker" }, item.brand), h("h1", {}, nameOf(item)), badges(item),
        h("p", { class: "description" }, local(item.description)),
        priceLines(item), h("p", { class: "vat" }, t("item.vat")),
        h("div", { class: "buy" },
          h("button", { id: `add-${item.item_id}`, class: "primary", type: "button", "data-add": item.item_id, onclick: () => addToCart(item) }, t("item.addNamed", { name: nameOf(item) })),
          heart(item, "page")),
        fold("fold-shipping", "item.shipping", t("item.shippingText"), "click_shipping_returns"),
        fold("fold-trust", "item.trust", t("item.trustText"), "click_trust_badge"))),
    others.length > 0 && h("section", { class: "others" }, h("h2", {}, t("item.goesWith")), h("ul", { class: "grid" }, others.map((one, place) => card(one, "goes_with", place)))));
  if (fresh) track("view_item", { articles: [[item, 1]] });
}
