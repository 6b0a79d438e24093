/**
 * Cart updates in order: one in flight, later changes merged, what fails asked again under the same revision.
 *
 * API Gateway does not order a connection's messages, so a second update never overtakes a first one here.
 */

import { passes, patience } from "./problem.js";

/**
 * @param {{ask: (cart: any) => Promise<any>, sent: (cart: any) => void, decided: (decision: any) => void, refused: (problem: any, moved: boolean) => void}} given
 */
export function cartUpdates({ ask, sent, decided, refused }) {
  /** @type {any} the cart that shall go next */
  let wanted = null;
  /** @type {any} the cart in flight */
  let flying = null;
  /** @type {any} the cart that went last */
  let last = null;
  /** @type {Map<number, string[]>} */
  const lines = new Map();
  let revision = 0;

  const raise = (/** @type {number | undefined} */ least) => (revision = Math.max(revision, least ?? 0));

  function remember(/** @type {any} */ cart) {
    last = cart;
    lines.set(cart.revision, cart.lines.map((/** @type {any} */ line) => line.line_id));
  }

  function next() {
    if (flying || !wanted) return;
    const cart = { ...wanted, revision: ++revision };
    wanted = null;
    remember(cart);
    put(cart);
  }

  async function put(/** @type {any} */ cart, failures = 0) {
    flying = cart;
    if (!failures) sent(cart);
    try {
      const decision = await ask(cart);
      if (cart !== flying) return;
      flying = null;
      if (decision.revision > cart.revision) {
        // Another tab was ahead: what the shopper did here, last, is sent on top of it.
        raise(decision.revision);
        wanted ??= cart;
      }
      decided(decision);
    } catch (problem) {
      if (cart !== flying) return;
      if (passes(problem)) return void setTimeout(() => cart === flying && put(cart, failures + 1), patience(problem, failures));
      flying = null;
      const moved = problem.status === 401 || problem.code === "cart_conflict"; // the session to come takes the cart along
      const overtaken = problem.code === "revision_conflict";
      if (moved || overtaken) {
        revision += 1;
        wanted ??= cart;
      }
      if (!overtaken) refused(problem, moved);
      if (moved) return;
    }
    next();
  }

  return {
    /** Makes `cart` (without its revision) what the shop shall evaluate next. @param {any} cart */
    submit(cart) {
      wanted = JSON.parse(JSON.stringify(cart)); // the shop may go on with its own, which other tabs could not take as a proxy
      next();
    },
    /** Goes on from a revision, as a restored cart or a kept session needs it. */
    startFrom: raise,
    /** Asks again for the decision on the last cart, after the socket came back. */
    repeat() {
      if (!flying && last) put(last);
    },
    /** Sends the last cart in another session, by the name it has there. @param {string} [cart_id] */
    resubmit(cart_id) {
      const cart = wanted ?? last;
      flying = null;
      wanted = cart && { ...cart, ...(cart_id && { cart_id }) };
      next();
    },
    /** Takes over `cart` as another tab of the session sent it: its decision is pushed here, too. @param {any} cart */
    follow(cart) {
      if (cart.revision <= revision || flying || wanted) return false;
      raise(cart.revision);
      remember(cart);
      return true;
    },
    /** Asks nothing more. */
    stop() {
      flying = wanted = last = null;
    },
    get waiting() {
      return Boolean(flying ?? wanted);
    },
    /** By revision the lines that a decision's `$.lines[n]` paths speak of. */
    linesOf: lines,
  };
}
