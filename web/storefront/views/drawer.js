/** The cart as a drawer: a modal dialog, so the browser keeps the focus inside and Escape closes it. */

import { $, h, icon, swap } from "../dom.js";
import { onLanguage, t } from "../i18n.js";
import { go } from "../router.js";
import { shop } from "../shop.js";
import { cartArticles, track } from "../tracking.js";
import { gauge, offerNotes } from "./offer-notes.js";
import { placePushes } from "./pushes.js";
import { lineList, sums, trustBadge } from "./summary.js";

const drawer = () => $("#drawer");

function draw() {
  if (!drawer().open) return;
  const empty = !shop.lines.length;
  swap($("#drawer-lines"), empty ? h("p", { class: "empty" }, t("cart.empty")) : lineList({ editable: true }));
  swap($("#drawer-sums"), !empty && offerNotes(), !empty && sums(), !empty && trustBadge());
  swap($("#drawer-foot"), gauge(),
    empty ? h("button", { id: "to-shop", class: "primary", type: "button", onclick: () => leave("#/") }, t("cart.start"))
      : h("button", { id: "to-checkout", class: "primary", type: "button", onclick: () => leave("#/checkout") }, t("cart.checkout")));
}

function leave(hash) {
  drawer().close();
  go(hash);
}

export function openDrawer() {
  if (drawer().open) return;
  drawer().showModal();
  drawTitle();
  draw();
  placePushes();
  $("#close-drawer").focus();
  track("view_cart", { articles: cartArticles() });
}

function drawTitle() {
  if (!drawer().open) return;
  swap($("#drawer-head"), h("h2", { id: "drawer-title" }, t("cart.title")),
    h("button", { id: "close-drawer", class: "plain", type: "button", "aria-label": t("shop.close"), "data-refuge": "", onclick: () => drawer().close() }, icon("cross")));
}

export function startDrawer() {
  drawer().append(h("div", { id: "drawer-head", class: "drawer-head" }),
    h("div", { class: "drawer-body" }, h("div", { id: "drawer-lines" }), h("div", { "data-pushes": "" }), h("div", { id: "drawer-sums" })),
    h("div", { id: "drawer-foot", class: "drawer-foot" }), h("p", { class: "unseen", "data-announcer": "", "aria-live": "polite" }));
  drawer().addEventListener("close", () => {
    placePushes();
    // The till lists the same lines, under the same ids.
    for (const part of ["#drawer-lines", "#drawer-sums", "#drawer-foot"]) $(part).replaceChildren();
  });
  drawer().addEventListener("click", (event) => {
    const onBackdrop = event.target === drawer() && event.clientX < drawer().getBoundingClientRect().left;
    const onLink = event.target.closest("a[href^='#/']");
    if (onBackdrop || onLink) drawer().close();
  });
  shop.on(["cart", "followed", "ordered", "offer", "status", "trust"], draw);
  onLanguage(() => {
    drawTitle();
    draw();
  });
}
