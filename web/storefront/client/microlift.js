/**
 * The shop's line to Microlift: a session, its socket, cart updates and events, kept alive.
 *
 * Nothing in this folder knows the page. Events: `session`, `decision`, `intervention`,
 * `problem`, `status` (detail: "connecting" | "live" | "offline"), `sent` (a cart, as it went),
 * `wire` (every message).
 */

import { Api } from "./api.js";
import { CartUpdates } from "./cart-updates.js";
import { EventBatches } from "./event-batches.js";
import { Problem } from "./problem.js";
import { LiveSocket } from "./socket.js";

const RENEW_BEFORE_MS = 60_000;
const REOPEN_DELAYS_MS = [0, 1000, 3000, 10_000, 30_000];

export class Microlift extends EventTarget {
  /** `now` is the shop's clock in epoch ms; `who` returns {consent, locale, time_zone, channel?, visitor_id?}. */
  constructor({ api, publishableKey, who, now = Date.now, newId = () => crypto.randomUUID() }) {
    super();
    const wire = (message) => this.#tell("wire", message);
    Object.assign(this, { publishableKey, who, now, wire, session: null, socket: null, sequence: -1 });
    this.api = new Api(api, wire);
    const bySocket = (name) => (text) => Boolean(this.socket?.send(text, name));
    this.carts = new CartUpdates({
      newId,
      bySocket: bySocket("cart.update"),
      byHttp: (cart) => this.#withToken((token) => this.api.evaluateCart(token, cart)),
      sent: (cart) => this.#tell("sent", cart),
      decided: (decision) => this.#decided(decision, "answer"),
      refused: (problem) => this.#refused(problem),
    });
    this.events = new EventBatches({
      newId,
      now,
      bySocket: bySocket("events"),
      byHttp: (batch) => this.#withToken((token) => this.api.sendEvents(token, batch)),
      byBeacon: (batch) => Boolean(this.session) && this.api.beaconEvents(this.session.token, batch),
    });
  }

  /** Opens a session (`customer_token`, `return_token` as given) and its socket; returns the session. */
  async open(extra = {}) {
    this.customerToken = extra.customer_token ?? this.customerToken;
    this.#tell("status", "connecting");
    const request = { publishable_key: this.publishableKey, ...this.who() };
    if (this.session) request.visitor_id = this.session.visitor_id;
    if (this.customerToken) request.customer_token = this.customerToken;
    if (extra.return_token) request.return_token = extra.return_token;
    const session = this.adopt(await this.api.openSession(request));
    const { consent } = this.who();
    // The shopper may have answered the banner while the session was on its way.
    if (JSON.stringify(consent) !== JSON.stringify(request.consent)) await this.setConsent(consent);
    return session;
  }

  /** Goes on in `session`, just opened or kept from before a reload. */
  adopt(session) {
    this.socket?.close();
    this.session = session;
    this.sequence = -1;
    this.carts.startFrom(session.cart?.revision);
    this.#tell("session", session);
    this.#connect();
    this.#renewInTime();
    return session;
  }

  /** Leaves the session for another one, as a customer who signs in or out; the cart goes along. */
  async reopen(extra = {}) {
    const session = await this.open(extra);
    this.carts.resubmit(session.cart?.cart_id);
    this.events.repeat();
    return session;
  }

  signOut() {
    this.customerToken = null;
    return this.reopen();
  }

  /** Has `cart` evaluated, the events that led to it sent ahead: rules and intent count them. */
  updateCart(cart) {
    this.events.flush();
    this.carts.submit(cart);
  }

  track(event) {
    this.events.add(event);
  }

  async setConsent(consent) {
    if (this.session) await this.events.holdDuring(this.api.setConsent(this.session.token, consent));
  }

  #connect() {
    const socket = new LiveSocket({ url: this.session.socket_url, token: this.session.token, wire: this.wire });
    this.socket = socket;
    socket.addEventListener("open", ({ detail }) => {
      this.#tell("status", "live");
      if (detail.again) this.carts.repeat();
      this.events.repeat();
    });
    socket.addEventListener("closed", () => socket === this.socket && this.#tell("status", "offline"));
    socket.addEventListener("refused", () => socket === this.socket && this.#startAgain());
    socket.addEventListener("frame", ({ detail }) => socket === this.socket && this.#frame(detail));
    socket.connect();
  }

  #frame(frame) {
    const problem = frame.type === "problem" ? new Problem(frame, frame.status, frame.retry_after && frame.retry_after * 1000) : null;
    if (problem?.signedOut) return void this.#startAgain();
    if (this.carts.receive(frame, problem) || this.events.receive(frame, problem)) return;
    if (frame.type === "decision") this.#decided(frame.decision, "push");
    else if (frame.type === "intervention") this.#tell("intervention", frame.intervention);
    else if (problem) this.#tell("problem", problem);
  }

  #decided(decision, how) {
    if (decision.session_id && decision.session_id !== this.session?.session_id) return;
    if (decision.sequence < this.sequence) return; // overtaken on the way by a later one
    this.sequence = decision.sequence ?? this.sequence;
    this.#tell("decision", { decision, how, lineIds: this.carts.linesOf(decision.revision) });
  }

  #refused(problem) {
    if (problem.signedOut || problem.is("cart_conflict")) this.#startAgain();
    else this.#tell("problem", problem);
  }

  #startAgain() {
    this.starting ??= this.#reopenPatiently().finally(() => (this.starting = null));
    return this.starting;
  }

  async #reopenPatiently() {
    for (const delayMs of REOPEN_DELAYS_MS) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      try {
        return await this.reopen();
      } catch (error) {
        // A customer token that has run out must not keep the shopper out.
        if (error.status === 401) this.customerToken = null;
        if (delayMs === REOPEN_DELAYS_MS.at(-1)) this.#tell("problem", error);
      }
    }
  }

  #renewInTime() {
    clearTimeout(this.renewal);
    const inMs = this.session.expires_at - this.now() - RENEW_BEFORE_MS;
    this.renewal = setTimeout(() => this.#startAgain(), Math.max(1000, Math.min(inMs, 2 ** 31 - 1)));
  }

  #withToken(call) {
    if (!this.session) return Promise.reject(new Problem({ title: "no session yet" }, 503));
    return call(this.session.token);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
