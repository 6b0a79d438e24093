/** What happens on the pages: told by the shop, read from its dataLayer, or noticed; kept from us until consent is given. */

import { capture } from "./capture.js";
import { fromGa4 } from "./ga4.js";
import { followLayer } from "./layer.js";
import { placeNow } from "./page.js";
import { measureSpeed } from "./speed.js";

/**
 * @param {import("./microlift").Options} options
 * @param {{hub: import("./hub.js").Hub, now: () => number, add: (event: any) => void, consent: any, knows: (name: string) => boolean, command: (name: string, said: any) => void, tick: () => void}} given
 */
export function visit(options, { hub, now, add, consent, knows, command, tick }) {
  const { contained } = hub;
  /** @type {any[]} events of the time in which `wait_for_update` waits for the shopper's answer */
  let held = [];
  /** @type {any} */
  let known = null;
  /** @type {string | undefined} */
  let path;
  /** @type {string | undefined} */
  let viewed;
  /** @type {any} the product that GA4's view_item named last, and on which path */
  let named;

  function place() {
    if (known?.path !== location.pathname || document.readyState === "loading") known = placeNow();
    const here = { ...known, ...contained(() => options.page?.())() };
    if (named?.path === here.path) {
      // GA4's word for it: this is a product's page, and this is its product.
      here.type ??= "product";
      here.item ??= named.item;
    }
    return here;
  }

  /** When and where the shopper is. */
  function stamp() {
    const { type, path: at } = place();
    return { ts: now(), page: { type, path: at } };
  }

  /** Takes an event in as it is now: the shop may go on with its objects. */
  function happened(/** @type {any} */ event, at = stamp()) {
    if (!consent.granted && !consent.waiting) return;
    if (event.event_name === "page_view") viewed = at.page.path;
    if (event.event_name === "view_item" && event.items?.length === 1) {
      named = { path: at.page.path, item: { item_id: event.items[0].item_id } };
    }
    const taken = JSON.parse(JSON.stringify({ ...at, ...event }));
    if (consent.granted) add(taken);
    else held.push(taken);
  }

  const track = contained((/** @type {string} */ event_name, /** @type {any} */ given) => happened({ ...given, event_name }));

  const layer = followLayer(options.dataLayer ?? "dataLayer", contained, {
    stamp,
    command,
    event(name, fields, at) {
      // A dot is in a tag manager's own names, such as gtm.click.
      if (!name.includes(".") && knows(name)) happened(fromGa4(name, fields, options.currency), at);
    },
  });

  const noticed = capture(options, { place, track, hub });

  const look = contained(() => {
    if (/** @type {any} */ (document).prerendering) return; // perhaps nobody will ever see it
    layer.scan();
    layer.read();
    const at = place().path;
    if (at !== path) {
      path = at;
      known = placeNow();
      noticed.turn();
    }
    if (viewed !== at && options.pageViews !== false && document.readyState !== "loading" && consent.granted) track("page_view");
    noticed.second();
    tick();
  });
  look();
  const looking = setInterval(look, 1000);
  hub.listen(window, "pageshow", ({ persisted }) => persisted && (viewed = path = undefined)); // the shopper is back on it
  if (options.speed !== false) contained(measureSpeed)(track, hub.listen, consent);

  return {
    track,
    /** Reads what was pushed up to this moment. */
    read: layer.read,
    /** Acts on the shopper's answer: what was held back goes or is forgotten. */
    consented() {
      if (consent.granted) held.splice(0).forEach(add);
      else if (!consent.waiting) held = [];
    },
    stop() {
      clearInterval(looking);
      layer.stop();
    },
  };
}
