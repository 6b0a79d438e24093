/** Elements without a framework, and a swap that keeps the focus where it was. */

/** Returns a new element; `on*` are listeners, the rest attributes; empty children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts `children` in place of what `host` holds; whoever had the focus keeps it, found again by its id. */
export function swap(host, ...children) {
  const id = host.contains(document.activeElement) ? document.activeElement.id : null;
  host.replaceChildren(...children.flat(2).filter(Boolean));
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

/** Returns a table of `rows`, each an array of cells under `heads`; `numeric` names the columns set right. */
export function table(caption, heads, rows, numeric = []) {
  const right = (place) => (numeric.includes(place) ? "number" : null);
  return h("table", {}, h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, heads.map((head, place) => h("th", { scope: "col", class: right(place) }, head)))),
    h("tbody", {}, rows.map(({ cells, ...attributes }) => h("tr", attributes, cells.map((cell, place) => h("td", { class: right(place), "data-head": heads[place] }, cell ?? ""))))));
}

export const $ = (selector) => document.querySelector(selector);
