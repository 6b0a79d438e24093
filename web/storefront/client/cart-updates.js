/**
 * Cart updates in order: one in flight, later changes merged, silence answered by a repeat.
 *
 * API Gateway does not order a connection's messages, so a second update never overtakes
 * a first one here. A frame over 32 KB would close the socket: such a cart goes by HTTP.
 */

export const LARGEST_FRAME_BYTES = 32 * 1024;
const ANSWER_WITHIN_MS = 5000;
const TRY_AGAIN_MS = 1000;

const bytes = (text) => new TextEncoder().encode(text).length;

export class CartUpdates {
  /**
   * `bySocket(text)` says whether the frame left; `byHttp(cart)` promises a decision;
   * `sent(cart)` hears what went out; `decided(decision)` and `refused(problem)` how it ended.
   */
  constructor({ bySocket, byHttp, sent = () => {}, decided, refused, newId }) {
    Object.assign(this, { bySocket, byHttp, sent, decided, refused, newId });
    this.revision = 0;
    this.wanted = null;
    this.inFlight = null;
    this.last = null;
    this.linesByRevision = new Map();
  }

  /** Goes on from `revision`, as a restored cart or a new session needs it. */
  startFrom(revision) {
    this.revision = Math.max(this.revision, revision ?? 0);
  }

  /** Makes `cart` (without its revision) what the shop shall evaluate next. */
  submit(cart) {
    this.wanted = cart;
    this.#next();
  }

  /** Asks again for the decision on the last cart, after a socket or a session came back. */
  repeat() {
    if (this.inFlight) this.#transmit();
    else if (this.last) this.#put(this.last);
  }

  /** Sends the last cart under a new revision, and as `cartId` if the new session brought one back. */
  resubmit(cartId) {
    const cart = this.wanted ?? this.inFlight?.cart ?? this.last;
    this.#settle();
    if (cart) this.submit({ ...cart, cart_id: cartId ?? cart.cart_id });
  }

  /** Takes over `cart` as another tab of the session sent it: its decision is pushed here, too. */
  follow(cart) {
    if (cart.revision <= this.revision || this.waiting) return false;
    this.revision = cart.revision;
    this.#remember(cart);
    return true;
  }

  /** The lines that a decision's `$.lines[n]` paths speak of. */
  linesOf(revision) {
    return this.linesByRevision.get(revision) ?? null;
  }

  get waiting() {
    return Boolean(this.inFlight || this.wanted);
  }

  /** Takes a socket frame; says whether it answered the update in flight. */
  receive(frame, problem = null) {
    if (!this.inFlight || frame.request_id !== this.inFlight.requestId) return false;
    if (problem) this.#failed(problem);
    else this.#answered(frame.decision);
    return true;
  }

  #next() {
    if (this.inFlight || !this.wanted) return;
    const cart = { ...this.wanted, revision: ++this.revision };
    this.wanted = null;
    this.#put(cart);
  }

  #put(cart) {
    this.#remember(cart);
    this.inFlight = { cart, requestId: this.newId(), attempts: 0 };
    this.#transmit();
    this.sent(cart);
  }

  #remember(cart) {
    this.last = cart;
    this.linesByRevision.set(cart.revision, cart.lines.map((line) => line.line_id));
  }

  #transmit() {
    const sent = this.inFlight;
    clearTimeout(sent.timer);
    sent.timer = setTimeout(() => this.#transmit(), ANSWER_WITHIN_MS);
    sent.attempts += 1;
    const text = JSON.stringify({ action: "cart.update", request_id: sent.requestId, cart: sent.cart });
    // A socket that stayed silent twice is not asked a third time.
    const fits = sent.attempts <= 2 && bytes(text) <= LARGEST_FRAME_BYTES;
    if (fits && this.bySocket(text)) return;

    this.byHttp(sent.cart).then(
      (decision) => this.inFlight === sent && this.#answered(decision),
      (error) => this.inFlight === sent && this.#failed(error),
    );
  }

  #answered(decision) {
    const { cart } = this.inFlight;
    this.#settle();
    if (decision.revision > cart.revision) {
      // Another tab was ahead: what the shopper did here, last, is sent on top of it.
      this.startFrom(decision.revision);
      this.wanted ??= cart;
    }
    this.decided(decision);
    this.#next();
  }

  #failed(problem) {
    const { cart } = this.inFlight;
    if (problem.status === undefined || problem.status === 429 || problem.status >= 500) {
      clearTimeout(this.inFlight.timer);
      this.inFlight.timer = setTimeout(() => this.#transmit(), problem.retryAfterMs ?? TRY_AGAIN_MS);
      return;
    }
    this.#settle();
    if (problem.is("revision_conflict")) {
      this.revision += 1;
      this.wanted ??= cart;
    } else {
      this.refused(problem);
    }
    this.#next();
  }

  #settle() {
    clearTimeout(this.inFlight?.timer);
    this.inFlight = null;
  }
}
