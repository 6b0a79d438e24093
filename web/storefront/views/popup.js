/** An offer in front of the page, for who is about to leave it; with a dialog open already it is a card in that. */

import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { go } from "../router.js";
import { shop } from "../shop.js";
import { push, words } from "./pushes.js";

export function openPopup(intervention, outcome) {
  if (document.querySelector("dialog[open]")) return push(intervention, outcome);
  const { title, text } = words(intervention);
  let taken = false;
  const take = () => {
    taken = true;
    outcome("clicked");
    popup.close();
    if (shop.lines.length) go("#/checkout");
  };
  const popup = h("dialog", { class: "card-dialog popup", "aria-labelledby": "popup-title", "data-push": intervention.type, "data-rule": intervention.rule },
    h("div", { class: "stack" },
      h("div", { class: "push-head" }, icon("tag"), h("h2", { id: "popup-title" }, title),
        h("button", { class: "plain", type: "button", "aria-label": t("push.dismiss"), onclick: () => popup.close() }, icon("cross"))),
      text && h("p", {}, text),
      h("button", { id: "popup-take", class: "primary", type: "button", onclick: take }, t(shop.lines.length ? "push.toCheckout" : "push.goOn"))));
  popup.addEventListener("close", () => {
    popup.remove();
    if (!taken) outcome("dismissed");
  });
  document.body.append(popup);
  popup.showModal();
  popup.querySelector("#popup-take").focus();
}
