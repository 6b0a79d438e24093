/** Charts by Observable Plot, in the page's own colours: SVG, so that they follow light and dark, and print. */

import * as Plot from "./vendor/charts.js";

export { Plot };

const NARROWEST = 260;
const drawn = new WeakMap();
const watcher = new ResizeObserver((entries) => entries.forEach(({ target }) => redraw(target)));

/**
 * Draws a chart into the figure `host`, again whenever its width changes. `options(width)` are Plot's; `said` is the
 * chart in a sentence, for who cannot see it: its figures stand in a table beside it.
 */
export function chart(host, said, options) {
  drawn.set(host, { said, options, width: 0 });
  watcher.observe(host);
  redraw(host);
}

function redraw(host) {
  const known = drawn.get(host);
  // A chart that another one has replaced is watched no more.
  if (!host.isConnected) return watcher.unobserve(host);
  const width = Math.max(NARROWEST, Math.floor(host.clientWidth));
  if (known.width === width) return;
  known.width = width;
  const svg = Plot.plot({ width, className: "chart", ...known.options(width) });
  // The page's policy allows no inline style sheet; what this one says is in lake.css.
  svg.querySelector("style").remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", known.said);
  host.replaceChildren(svg);
}
