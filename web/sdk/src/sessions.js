/**
 * The session: opened when something needs it, kept over reloads, shared by the shop's tabs, renewed in time.
 *
 * With consent it lies in localStorage beside the visitor's id, and one tab at a time opens one. Without, it lies in
 * sessionStorage once a cart hangs on it, and names no visitor.
 */

import { claims } from "./claims.js";
import { shelf } from "./kept.js";
import { passes, patience } from "./problem.js";

const RENEW_BEFORE_MS = 60_000;
const SHORTEST_MS = 30 * 60_000; // a browser's clock may be hours off: then a 401 says when to renew
const NO_HURRY = 9; // as after so many failures

/**
 * @param {import("./microlift").Options} options
 * @param {{
 *   returnToken?: string | null, now: () => number, about: () => any,
 *   consent: any, call: (method: string, path: string, body?: any, token?: string) => Promise<any>,
 *   adopted: (session: any) => void, told: () => void, hub: import("./hub.js").Hub,
 * }} given
 */
export function shopSessions({ key, customerToken }, { returnToken, now, about, consent, call, adopted, told, hub }) {
  const shared = shelf("localStorage");
  const own = shelf("sessionStorage");
  const place = () => (consent.granted ? shared : own);
  /** @type {any} */
  let current = null;
  let customer = claims(customerToken).sub;
  let opening = false;
  let telling = false;
  let failures = 0;
  let spent = ""; // a token that is no longer good
  /** @type {string | undefined} */
  let visitor;
  /** @type {Array<(session: any) => void>} */
  let hoping = [];
  /** @type {any} */
  let retry;

  const good = (/** @type {any} */ kept) =>
    kept?.token && kept.token !== spent && kept.key === key && kept.customer === customer && kept.renew_at > now();

  const hope = (/** @type {any} */ session) => hoping.splice(0).forEach((resolve) => resolve(session));

  function adopt(/** @type {any} */ session, /** @type {string} */ visitor_id) {
    failures = 0;
    visitor = visitor_id;
    current = { ...session, visitor_id };
    adopted(current);
    tell();
    hope(current);
  }

  /** Keeps the session with what is `known` of it now; the visitor's id only with consent. */
  function keep(/** @type {any} */ known = {}) {
    Object.assign(current, known);
    const { visitor_id, ...session } = current;
    place().write({ session, ...(consent.granted && { visitor_id }) });
    if (consent.granted) own.write();
  }

  async function open() {
    const kept = place().read();
    if (!returnToken && good(kept.session)) return adopt(kept.session, kept.visitor_id);
    if (claims(customerToken).exp * 1000 <= now()) customer = customerToken = undefined;
    const said = { ...consent.signals };
    const vouched = customerToken;
    const opened = await call("POST", "/v1/sessions", {
      ...about(),
      publishable_key: key,
      consent: said,
      visitor_id: consent.granted ? (kept.visitor_id ?? visitor) : undefined,
      customer_token: vouched,
      return_token: returnToken ?? undefined,
    });
    if (hub.over) return;
    if (vouched !== customerToken) return open(); // signed in or out meanwhile
    spent = kept.session?.token ?? spent;
    returnToken = null;
    const { visitor_id, ...session } = opened;
    const renew_at = now() + Math.max(SHORTEST_MS, opened.expires_at - now() - RENEW_BEFORE_MS);
    adopt({ ...session, key, customer, consent: said, renew_at }, visitor_id);
    if (consent.granted) keep();
  }

  /** Has a session opened if there is none; it is told by `adopted`. */
  async function want() {
    if (hub.over || current || opening) return;
    opening = true;
    clearTimeout(retry);
    /** @type {any} */
    let asked;
    const once = () => (asked ??= open());
    try {
      // Locks are forbidden where storage is: then each tab opens its own.
      await (consent.granted && navigator.locks?.request("microlift.session", once).catch(once));
      await once();
    } catch (/** @type {any} */ error) {
      const refused = !passes(error);
      if (refused) hub.report(error);
      // A token that is no longer good must not keep the shopper out.
      const again = error.status === 401 && (customerToken || returnToken);
      if (again) customer = customerToken = returnToken = undefined;
      retry = setTimeout(want, again ? 0 : patience(error, refused ? NO_HURRY : failures++));
      hope(null);
    } finally {
      opening = false;
    }
  }

  /** Leaves the session of `token`, by default whatever is open, for another one. @param {string} [token] */
  function renew(token) {
    if (token && token !== current?.token) return;
    spent = current?.token ?? spent;
    current = null;
    want();
  }

  /** Returns the session that is open; one that is over, as after a computer's sleep, is left for another. */
  function alive() {
    if (current?.renew_at <= now()) renew();
    return current;
  }

  /** Says what the shopper consents to now, until it has been heard. */
  async function tell(session = current) {
    const said = { ...consent.signals };
    if (!session || telling || JSON.stringify(said) === JSON.stringify(session.consent)) return;
    telling = true;
    try {
      await call("PUT", "/v1/consent", { consent: said }, session.token);
      session.consent = said;
      if (!consent.granted) shared.write();
      else if (session === current) keep();
      told();
    } catch (/** @type {any} */ error) {
      if (error.status === 401) {
        if (!consent.granted) shared.write(); // it is long over: nobody can be told by it
        renew(session.token);
      } else setTimeout(tell, patience(error, failures++), session);
      return;
    } finally {
      telling = false;
    }
    tell(); // the shopper may have changed their mind meanwhile
  }

  // Another tab has opened a session.
  hub.listen(window, "storage", () => {
    const { session, visitor_id } = shared.read();
    if (consent.granted && good(session) && session.token !== current?.token) adopt(session, visitor_id);
  });

  return {
    want,
    renew,
    keep,
    get current() {
      return alive();
    },
    /** The session in which events count, once the API knows of the consent to it. */
    get counting() {
      return consent.granted && alive()?.consent.analytics_storage === "granted" ? current : null;
    },
    /** @returns {Promise<any>} the session, opened if need be; null when that fails */
    opened: () =>
      new Promise((resolve) => {
        if (current || hub.over) return resolve(current);
        hoping.push(resolve);
        want();
      }),
    /** Goes on as another customer, or as none. @param {string} [token] */
    customer(token) {
      customerToken = token;
      customer = claims(token).sub;
      renew();
    },
    /** Acts on a change of consent. */
    consented() {
      const known = shared.read();
      if (consent.refused) {
        // A session of before is still to be told, by the next page if this one does not come to it; but nothing goes on in it.
        const left = current ?? known.session;
        shared.write(left?.consent.analytics_storage === "granted" && { session: { ...left, visitor_id: undefined } });
        visitor = undefined;
        return void tell(left);
      }
      if (consent.granted && current && known.visitor_id && known.visitor_id !== current.visitor_id) renew();
      else tell();
    },
    stop() {
      clearTimeout(retry);
      current = null;
      hope(null);
    },
  };
}
