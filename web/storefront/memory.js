/**
 * What this browser keeps, and for how long.
 *
 * `lasting` outlives the tab and is touched only while analytics_storage is granted.
 * `tab` holds the answer about consent and the wishes, so that a reload does not forget them; it goes with the tab.
 */

const LASTING = "bottega";
const TAB = "bottega.tab";

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the shop goes on without.
  }
}

export const lasting = {
  read: () => read(localStorage, LASTING) ?? {},
  write: (value) => write(localStorage, LASTING, value),
  forget: () => write(localStorage, LASTING, null),
};

export const tab = {
  read: () => read(sessionStorage, TAB),
  write: (value) => write(sessionStorage, TAB, value),
  forget: () => write(sessionStorage, TAB, null),
};
