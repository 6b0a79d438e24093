/**
 * What this browser keeps, and for how long.
 *
 * `lasting` outlives the tab and is touched only while analytics_storage is granted.
 * `tab` holds the answer about consent and the wishes, so that a reload does not forget them; it goes with the tab.
 */

const LASTING = "bottega";
const TAB = "bottega.tab";

// The storage is reached for within the try: where it is forbidden, already its name throws.
function read(kind, key) {
  try {
    return JSON.parse(window[kind].getItem(key));
  } catch {
    return null;
  }
}

function write(kind, key, value) {
  try {
    if (value === null) window[kind].removeItem(key);
    else window[kind].setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or forbidden; the shop goes on without.
  }
}

export const lasting = {
  read: () => read("localStorage", LASTING) ?? {},
  write: (value) => write("localStorage", LASTING, value),
  forget: () => write("localStorage", LASTING, null),
  /** Calls `listener` with what another tab has written. */
  heard: (listener) => addEventListener("storage", ({ key }) => key === LASTING && listener(lasting.read())),
};

export const tab = {
  read: () => read("sessionStorage", TAB),
  write: (value) => write("sessionStorage", TAB, value),
  forget: () => write("sessionStorage", TAB, null),
};
