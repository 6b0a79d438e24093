/**
 * The tab's name and the number of its last event, handed from page to page.
 *
 * The note is taken out of sessionStorage while a page holds it, so a duplicated tab finds none and takes another name;
 * so does a page that the shopper comes back to before the one in front of it has left its note.
 */

import { shelf } from "./kept.js";

const NAME = "microlift.tab";

/** @returns {string} */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

export function tabName() {
  const note = shelf("sessionStorage", NAME);
  /** @type {any} besides its `source`, and the `seq` of its last event */
  const tab = {
    take() {
      Object.assign(tab.forget(), note.read());
      note.write();
    },
    leave: () => note.write(tab), // as JSON, which knows no functions
    forget: () => Object.assign(tab, { source: newId(), seq: 0 }),
  };
  tab.take();
  return tab;
}
