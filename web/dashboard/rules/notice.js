/** What is to be said above the editor, with the ways on from there. */

import { $, h, swap } from "../dom.js";

/** Shows `words` with buttons `[label, pressed]`; nothing without words. `otherwise` takes the focus when no button is left. */
export function showNotice(words, ways, otherwise) {
  const press = (pressed) => {
    showNotice(null, [], otherwise);
    pressed();
    // The pressed button is gone; whoever came by keyboard goes on at the next one.
    if (document.activeElement === document.body) ($("#way-0") ?? otherwise).focus();
  };
  const buttons = ways.map(([label, pressed], place) => h("button", { id: `way-${place}`, class: "plain", type: "button", onclick: () => press(pressed) }, label));
  swap($("#notice"), words && h("div", { class: "notice", role: "alert" }, h("p", {}, words), h("div", { class: "tools" }, buttons)));
}
