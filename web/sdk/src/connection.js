/** The shop's connection: session, socket, events and carts, kept alive together. */

import { channel, returnToken } from "./arrival.js";
import { cartUpdates } from "./carts.js";
import { delivery } from "./delivery.js";
import { createLine } from "./line.js";
import { shopSessions } from "./sessions.js";
import { eventStore } from "./store.js";

/**
 * @param {import("./microlift").Options} options
 * @param {{hub: import("./hub.js").Hub, tab: any, consent: any, now: () => number, sentCart: (cart: any, session: any) => void, outcome: (intervention: any) => (what: string) => void}} given
 */
export function connection(options, { hub, tab, consent, now, sentCart, outcome }) {
  const { tell, report, contained } = hub;
  const arrived = contained(channel)(location.href, document.referrer);
  /** @type {Set<string>} names that the catalogue does not know: sent once, not again and again */
  let unknown = new Set();
  /** @type {Set<string>} */
  let shown = new Set();
  let sequence = -1;

  const line = createLine(options.endpoint, {
    status: (is) => tell("status", is),
    opened(before) {
      if (before) carts.repeat();
      queue.resume();
    },
    pushed: contained((frame, problem) => {
      if (problem?.status === 401) sessions.renew();
      else if (problem) report(problem);
      else if (frame.decision) decided(frame.decision, true);
      else if (frame.intervention) intervene(frame.intervention);
    }),
  });

  const sessions = shopSessions(options, {
    returnToken: contained(returnToken)(),
    now,
    about: () => ({
      locale: document.documentElement.lang || navigator.language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      channel: arrived,
      ...options.visit?.(),
    }),
    consent,
    call: line.call,
    hub,
    told: () => queue.resume(),
    adopted: contained((session) => {
      sequence = -1;
      shown = new Set();
      unknown = new Set(session.unknown);
      carts.startFrom(session.cart?.revision);
      line.connect(session);
      carts.resubmit(session.cart?.cart_id);
      tell("session", session);
      queue.resume();
    }),
  });

  const queue = delivery({
    tab,
    store: eventStore(),
    sessions,
    now,
    send: (batch, token) => line.ask("events", batch, () => line.call("POST", "/v1/events", batch, token)),
    opening: line.opening,
    beacon: line.beacon,
    report,
    unknown(name) {
      unknown.add(name);
      sessions.keep({ unknown: [...unknown] });
    },
  });

  const carts = cartUpdates({
    async ask(cart) {
      const { token } = sessions.current ?? (await sessions.opened());
      const answer = await line.ask("cart.update", { cart }, () =>
        line.call("POST", `/v1/carts/${encodeURIComponent(cart.cart_id)}/evaluation`, cart, token),
      );
      return answer.decision ?? answer;
    },
    sent(cart) {
      tell("sent", cart);
      if (!sessions.current) return;
      sessions.keep({ cart });
      sentCart(cart, sessions.current);
    },
    decided: (decision) => decided(decision, false),
    refused: (problem, moved) => (moved ? sessions.renew() : report(problem)),
  });

  function decided(/** @type {any} */ decision, /** @type {boolean} */ pushed) {
    // Another session's, or overtaken on the way by a later one.
    if (decision.session_id !== sessions.current?.session_id || decision.sequence < sequence) return;
    sequence = decision.sequence;
    tell("decision", decision, { lineIds: carts.linesOf.get(decision.revision) ?? null, pushed });
    decision.interventions?.forEach(intervene);
  }

  /** Each once in a session; but the progress towards a gift is no message, it is how things stand. */
  function intervene(/** @type {any} */ intervention) {
    const name = `${intervention.rule}/${intervention.type}`;
    if (shown.has(name) && intervention.type !== "gift_progress") return;
    shown.add(name);
    tell("intervention", intervention, outcome(intervention));
  }

  return {
    sessions,
    queue,
    carts,
    line,
    /** @param {string} name */
    knows: (name) => !unknown.has(name),
  };
}
