/** Questions before what cannot be undone by a key: one dialog, asked and answered. */

import { $, h } from "../dom.js";
import { t } from "../i18n.js";

/** Shows `title` and `body`; returns a promise of whether `yes` was pressed. Escape and the other button say no. */
export function ask({ title, body, yes }) {
  const dialog = $("#dialog");
  const asker = document.activeElement?.id;
  return new Promise((answered) => {
    dialog.replaceChildren(h("h2", { id: "dialog-title" }, title), h("div", { class: "body" }, body),
      h("div", { class: "tools" }, h("button", { id: "dialog-yes", class: "primary", type: "button", onclick: () => dialog.close("yes") }, yes), h("button", { id: "dialog-no", class: "plain", type: "button", onclick: () => dialog.close("no") }, t("dialog.no"))));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      // What asked may have been drawn anew behind the dialog; then the browser finds nobody to give the focus back to.
      const { activeElement } = document;
      if (asker && (activeElement === document.body || dialog.contains(activeElement))) document.getElementById(asker)?.focus();
      answered(dialog.returnValue === "yes");
    }, { once: true });
    dialog.showModal();
  });
}
