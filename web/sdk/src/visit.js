/** What happens on the pages: told by the shop, read from its dataLayer, or noticed; kept from us until consent is given. */

import { capture } from "./capture.js";
import { fromGa4 } from "./ga4.js";
import { followLayer } from "./layer.js";
import { placeNow } from "./page.js";
import { measureSpeed } from "./speed.js";

const TIME_ON_PAGE_S = 25;

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

  function place() {
    if (known?.path !== location.pathname || document.readyState === "loading") known = placeNow();
    return { ...known, ...options.page?.() };
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
      // GA4's word for it: this is a product's page, and this is its product.
      known.type ??= "product";
      known.item ??= { item_id: event.items[0].item_id };
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
      if (name.includes?.(".") === false && knows(name)) happened(fromGa4(name, fields, options.currency), at);
    },
  });

  const noticed = capture({ place, track, timeOnPageS: options.timeOnPageS ?? TIME_ON_PAGE_S, backIntent: options.backIntent, hub });

  const look = contained(() => {
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
  if (options.speed !== false) contained(measureSpeed)(track, hub.listen);

  return {
    track,
    /** Reads what was pushed up to this moment. */
    read: contained(layer.read),
    /** Acts on the shopper's answer: what was held back goes or is forgotten. */
    consented() {
      if (consent.granted) held.splice(0).forEach((event) => add(event));
      else if (!consent.waiting) held = [];
    },
    stop() {
      clearInterval(looking);
      layer.stop();
    },
  };
}
