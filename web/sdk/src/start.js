/** `microlift.start(options)`: everything put together, every way in contained, so that no fault of ours is the shop's. */

import { connection } from "./connection.js";
import { consentMode } from "./consent.js";
import { createHub } from "./hub.js";
import { newId, tabName } from "./tab.js";
import { visit } from "./visit.js";

/** @type {any} */
const idle = () => idle;
const none = async () => null;

/** @type {import("./microlift").Client} what is returned where nothing can be done */
const nothing = {
  track: idle,
  cart: { update: idle, waiting: false },
  on: idle,
  onDecision: idle,
  onIntervention: idle,
  intent: none,
  consent: idle,
  session: none,
  signIn: none,
  flush: idle,
  stop: idle,
};

/** @param {import("./microlift").Options} options @param {string} base where the SDK's files lie @returns {import("./microlift").Client} */
export function start(options, base) {
  try {
    return begin(options, base);
  } catch (error) {
    try {
      /** @type {any} */ (options).onError(error);
    } catch {
      // Nobody listens, or a fault of the listener's.
    }
    return nothing;
  }
}

/** @param {import("./microlift").Options} options @param {string} base @returns {import("./microlift").Client} */
function begin(options, base) {
  const hub = createHub();
  const { tell, report, contained, on, listen } = hub;
  if (options.onError) on("error", options.onError);

  const now = options.now ?? Date.now;
  const tab = tabName();
  /** @type {Partial<BroadcastChannel>} Firefox has none where storage is forbidden, and each tab is alone. */
  const tabs = contained(() => new BroadcastChannel("microlift"))() ?? {};
  let settling = false;
  // After all that was said in one go: a default may be followed by another, for a region.
  const consent = consentMode(() => {
    if (!settling) queueMicrotask(contained(consented));
    settling = true;
  });
  const { sessions, queue, carts, line, knows } = connection(options, {
    hub,
    tab,
    consent,
    now,
    sentCart: (cart, { session_id }) => tabs.postMessage?.({ cart, session_id }),
    outcome: ({ rule, type }) => (what) => client.track(`intervention_${what}`, { params: { rule, type } }),
  });
  /** @type {((held?: any) => void) | null} */
  let release = null;

  const command = contained((name, said) => {
    if (name !== "default" && name !== "update") return;
    consent.take(name, said);
    if (name === "update" && !hub.over) tabs.postMessage?.({ consent: said });
  });
  /** @type {ReturnType<typeof visit>} */
  let shopper;

  function consented() {
    settling = false;
    shopper.consented();
    if (consent.granted) {
      live();
      sessions.want();
    } else if (consent.refused) {
      rest();
      tab.forget();
      queue.forget();
    }
    sessions.consented();
  }

  /** Holds a lock while the page lives, by which other tabs know that its events are not theirs to send. */
  function live() {
    if (release || hub.over) return;
    const gone = new Promise((resolve) => (release = resolve));
    navigator.locks?.request(tab.source, () => gone).catch(report);
    contained(queue.inherit)();
  }

  function rest() {
    release?.();
    release = null;
  }

  function leave() {
    shopper.read();
    queue.hide(true);
    if (consent.granted) tab.leave();
    line.close(); // an open socket or a held lock would keep the page out of the back-forward cache
    rest();
  }

  const client = {
    track: (/** @type {string} */ name, /** @type {any} */ given) => {
      shopper.read(); // what the dataLayer was told before goes before
      shopper.track(name, given);
    },
    cart: {
      update: contained((cart) => {
        if (hub.over) return;
        shopper.read();
        queue.flush(true); // the events that led to it go ahead: rules and intent count them
        carts.submit(cart);
      }),
      get waiting() {
        return carts.waiting;
      },
    },
    on,
    onDecision: (/** @type {any} */ listener) => on("decision", listener),
    onIntervention: (/** @type {any} */ listener) => on("intervention", listener),
    intent: contained(async () => {
      const { session_id, token } = await sessions.opened();
      return line.call("GET", `/v1/sessions/${session_id}/intent`, undefined, token);
    }),
    consent: (/** @type {any} */ said) => command("update", said),
    session: contained(sessions.opened),
    signIn: contained((token) => {
      sessions.customer(token);
      return sessions.opened();
    }),
    flush: contained(() => {
      shopper.read();
      queue.flush(true);
    }),
    stop: contained(() => {
      hub.over = true;
      leave();
      shopper.stop();
      sessions.stop();
      carts.stop();
      tabs.close?.();
    }),
  };

  on("intervention", (/** @type {any} */ intervention, /** @type {any} */ outcome) => {
    if (options.ui === false) return;
    const file = new URL(typeof options.ui === "string" ? options.ui : "microlift-ui.js", base).href;
    contained(() => import(file).then(({ show }) => show(intervention, outcome, tell)))();
  });
  tabs.onmessage = contained(({ data: { consent: said, cart, session_id } }) => {
    if (said) consent.take("update", said);
    else if (session_id === sessions.current?.session_id && carts.follow(cart)) tell("cart", cart);
  });

  if (options.consent) consent.take("update", options.consent);
  shopper = visit(options, { hub, now, add: (event) => hub.over || queue.enqueue(event), consent, knows, command, tick: () => sessions.current });

  listen(document, "visibilitychange", () => {
    shopper.read();
    queue.hide(document.hidden);
  });
  listen(window, "pagehide", leave);
  listen(window, "pageshow", ({ persisted }) => {
    if (!persisted) return;
    tab.take();
    if (consent.granted) live();
    if (sessions.current) line.connect(sessions.current);
    queue.hide(false);
  });
  listen(window, "online", () => {
    line.dial();
    if (consent.granted) sessions.want();
    queue.resume();
  });
  return /** @type {any} */ (client);
}
