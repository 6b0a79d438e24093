/** What this browser keeps for the dashboard. Storage may be full or forbidden; then a page's own memory has to do. */

/** Returns one place of `kind`, "localStorage" or "sessionStorage", under `name`. */
export function shelf(kind, name) {
  return {
    read() {
      try {
        return window[kind].getItem(name);
      } catch {
        return null;
      }
    },
    /** Returns whether there was room. */
    write(text) {
      try {
        window[kind].setItem(name, text);
        return true;
      } catch {
        return false;
      }
    },
    forget() {
      try {
        window[kind].removeItem(name);
      } catch {
        // Nothing is kept there either.
      }
    },
  };
}
