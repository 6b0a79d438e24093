/** Elements without a framework: build them, swap them with the focus kept, speak to screen readers. */

/** Returns a new element; `on*` are listeners, `class`, `data-*`, `aria-*` and the rest attributes. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Returns the drawing `name` out of icons.svg, silent to screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** Puts `children` in place of what `host` holds; whoever had the focus keeps it, found again by its id. */
export function swap(host, ...children) {
  const focused = host.contains(document.activeElement) ? document.activeElement : null;
  const { id, selectionStart } = focused ?? {};
  host.replaceChildren(...children.flat(2).filter(Boolean));
  const again = id && document.getElementById(id);
  if (!again) {
    if (focused) (host.querySelector("[data-refuge]") ?? host).focus?.({ preventScroll: true });
    return;
  }
  again.focus({ preventScroll: true });
  if (selectionStart !== undefined && selectionStart !== null) again.setSelectionRange?.(selectionStart, selectionStart);
}

/** Says `text` to screen readers, in the dialog that is open or in the page. */
export function announce(text) {
  const regions = document.querySelectorAll("[data-announcer]");
  const inDialog = [...regions].find((region) => region.closest("dialog[open]"));
  const region = inDialog ?? [...regions].find((one) => !one.closest("dialog"));
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50); // an unchanged text would not be read again
}

export const $ = (selector) => document.querySelector(selector);
