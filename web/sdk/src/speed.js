/**
 * How fast the page came: the first byte, and the largest picture or text (LCP), as Google defines them.
 *
 * Counted from when a prerendered page was shown; not at all in a tab that begins in the background, whose times say
 * nothing of what a shopper saw.
 */

/** @param {(name: string, given: any) => void} track @param {import("./hub.js").Hub["listen"]} listen @param {any} consent */
export function measureSpeed(track, listen, consent) {
  if (document.hidden && !(/** @type {any} */ (document).prerendering)) return;
  const navigation = /** @type {any} */ (performance.getEntriesByType("navigation")[0]);
  const since = (/** @type {number} */ ms) => Math.max(0, Math.round(ms - (navigation.activationStart ?? 0)));
  /** @type {any} */
  let largest;
  const observer = new PerformanceObserver((list) => (largest = list.getEntries().at(-1)));
  observer.observe({ type: "largest-contentful-paint", buffered: true });

  // What comes after the shopper's first move is no longer the page's coming.
  const tell = () => {
    if (!largest || !consent.granted) return; // the first move is often the answer to the consent banner
    observer.disconnect();
    track("page_speed", { params: { ttfb_ms: since(navigation.responseStart), lcp_ms: since(largest.startTime) } });
    largest = null;
  };
  for (const end of ["keydown", "pointerdown", "visibilitychange"]) listen(document, end, tell, true);
}
