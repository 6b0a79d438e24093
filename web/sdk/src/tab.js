/**
 * The tab's name and the number of its last event, handed from page to page.
 *
 * The note is taken out of sessionStorage while a page holds it, so a duplicated tab finds none and takes another name.
 */

import { shelf } from "./kept.js";

const NAME = "microlift.tab";

/** @returns {string} */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

export function tabName() {
  const note = shelf("sessionStorage", NAME);
  const tab = {
    source: newId(),
    seq: 0,
    take() {
      Object.assign(tab, note.read());
      note.write();
    },
    leave: () => note.write({ source: tab.source, seq: tab.seq }),
    forget: () => Object.assign(tab, { source: newId(), seq: 0 }),
  };
  tab.take();
  return tab;
}
