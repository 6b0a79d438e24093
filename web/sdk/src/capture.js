/** What the SDK notices by itself: how far a product's page is read, time on a page, a shopper about to leave, marked clicks. */

const DEPTHS = [25, 50, 75, 90];
const LOOK_EVERY_MS = 200;
const TIME_ON_PAGE_S = 25;

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
 * @param {import("./microlift").Options} options
 * @param {{place: () => import("./page.js").Place, track: (name: string, given?: any) => void, hub: import("./hub.js").Hub}} given
 */
export function capture({ timeOnPageS = TIME_ON_PAGE_S, backIntent }, { place, track, hub: { listen } }) {
  /** @type {Set<any>} what this page has already told */
  let told = new Set();
  let seconds = 0;
  /** @type {any} */
  let looking = null;

  function once(/** @type {any} */ what, /** @type {string} */ name, /** @type {any} */ params, /** @type {any} */ item = undefined) {
    if (told.has(what)) return;
    told.add(what);
    track(name, { params, items: item && [item] });
  }

  function look() {
    looking = null;
    const { type, item } = place();
    const { scrollHeight } = document.documentElement;
    const room = scrollHeight - innerHeight;
    if (type !== "product" || room < 200) return;
    for (const depth of DEPTHS) if (Math.round((100 * scrollY) / room) >= depth) once(depth, "scroll", { percent_scrolled: depth }, item);
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
    let ready = "";
    listen(window, "pointerup", () => ready || ((ready = location.href), history.pushState(history.state, "")));
    // A link to a place on the page is told by the same event, under another address.
    listen(window, "popstate", () => ready === location.href && once("exit", "exit_intent", { trigger: "back" }));
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
        once("time", "time_on_page", { on_page_ms: seconds * 1000 }, place().item);
      }
    },
  };
}
