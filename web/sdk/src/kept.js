/**
 * What this browser keeps: with consent for all tabs and visits, without only for this tab.
 *
 * Storage may be full or forbidden; then everything lasts as long as the page.
 */

const NAME = "microlift";

/** @param {"localStorage" | "sessionStorage"} kind @param {string} [name] */
export function shelf(kind, name = NAME) {
  return {
    /** @returns {any} */
    read() {
      try {
        return JSON.parse(/** @type {string} */ (window[kind].getItem(name))) ?? {};
      } catch {
        return {};
      }
    },
    /** @param {any} [value] nothing, to forget what is there */
    write(value) {
      try {
        if (value) window[kind].setItem(name, JSON.stringify(value));
        else window[kind].removeItem(name);
      } catch {
        // The page's own memory has to do.
      }
    },
  };
}
