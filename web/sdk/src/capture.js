/** What the SDK notices by itself: how far a product's page is read, time on a page, a shopper about to leave, marked clicks. */

const DEPTHS = [25, 50, 75, 90];
const LOOK_EVERY_MS = 200;

/** What stands in `data-microlift`, and the event it means; any other word there is the event's own name. */
/** @type {Record<string, string>} */
const MARKS = {
  trust_badge: "click_trust_badge",
  shipping_returns: "click_shipping_returns",
  reviews: "expand_reviews",
  size_chart: "use_size_chart",
  chat: "open_chat",
  installments: "click_installment_info",
  promocode: "click_promocode",
};

/**
 * @param {{place: () => import("./page.js").Place, track: (name: string, given?: any) => void, timeOnPageS: number, backIntent?: boolean, hub: import("./hub.js").Hub}} given
 */
export function capture({ place, track, timeOnPageS, backIntent, hub: { listen } }) {
  /** @type {Set<any>} what this page has already told */
  let told = new Set();
  let seconds = 0;
  /** @type {any} */
  let looking = null;

  function once(/** @type {any} */ what, /** @type {string} */ name, /** @type {any} */ params, /** @type {any} */ items = undefined) {
    if (told.has(what)) return;
    told.add(what);
    track(name, { params, items });
  }

  function look() {
    looking = null;
    const { type, item } = place();
    const { scrollHeight } = document.documentElement;
    const room = scrollHeight - innerHeight;
    if (type !== "product" || room < 200) return;
    const share = Math.round((100 * scrollY) / room);
    for (const depth of DEPTHS) if (share >= depth) once(depth, "scroll", { percent_scrolled: depth }, item && [item]);
  }

  listen(window, "scroll", () => (looking ??= setTimeout(look, LOOK_EVERY_MS)));

  listen(document.documentElement, "mouseleave", ({ clientY }) => clientY <= 0 && once("exit", "exit_intent", { trigger: "mouse" }));

  // While it is caught, before a handler of the shop's can stop it.
  const clicked = (/** @type {any} */ { target }) => {
    const marked = target.closest?.("[data-microlift]");
    if (!marked) return;
    const { microlift: mark, microliftItem: item_id, microliftParams: params } = marked.dataset;
    const item = item_id ? { item_id } : place().item;
    track(MARKS[mark] ?? mark, { items: item && [item], params: params && JSON.parse(params) });
  };
  listen(document, "click", clicked, true);

  // Only where the shop asked for it: one more entry in the history, by which the first "back" is noticed and not followed.
  if (backIntent && matchMedia("(pointer: coarse)").matches) {
    let ready = false;
    listen(window, "pointerup", () => ready || ((ready = true), history.pushState({ ...history.state, microlift: 1 }, "")));
    listen(window, "popstate", () => once("exit", "exit_intent", { trigger: "back" }));
  }

  return {
    /** Another page, perhaps without a load. */
    turn() {
      told = new Set();
      seconds = 0;
    },
    /** Counts a second in which the shopper had the page in front of them. */
    second() {
      if (!document.hidden && ++seconds === timeOnPageS) {
        const { item } = place();
        once("time", "time_on_page", { on_page_ms: seconds * 1000 }, item && [item]);
      }
    },
  };
}
