/** Shopper events: gathered for a moment, sent as batches, repeated under the same ids until counted. */

import { LARGEST_FRAME_BYTES } from "./cart-updates.js";

const GATHER_MS = 400;
const ANSWER_WITHIN_MS = 5000;
const LARGEST_BATCH = 100; // a frame takes 32 KB, an event seldom 300 bytes

export class EventBatches {
  constructor({ bySocket, byHttp, byBeacon, newId, now }) {
    Object.assign(this, { bySocket, byHttp, byBeacon, newId, now });
    this.source = `tab-${newId().slice(0, 8)}`;
    this.seq = 0;
    this.queue = [];
    this.inFlight = null;
    this.held = false;
  }

  /** Keeps events back while `work` goes on: they wait for what it changes, such as consent. */
  async holdDuring(work) {
    this.held = true;
    try {
      return await work;
    } finally {
      this.held = false;
      this.flush();
    }
  }

  /** Queues one event; its id, number and time are given here, once. */
  add(event) {
    this.queue.push({ event_id: this.newId(), seq: ++this.seq, ts: this.now(), ...event });
    this.gathering ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush() {
    clearTimeout(this.gathering);
    this.gathering = null;
    if (this.held || this.inFlight || !this.queue.length) return;
    this.inFlight = { requestId: this.newId(), events: this.queue.splice(0, LARGEST_BATCH), attempts: 0 };
    this.#transmit();
  }

  /** Hands over whatever is not counted yet as the page goes away. */
  leave() {
    const events = [...(this.inFlight?.events ?? []), ...this.queue];
    if (events.length && this.byBeacon({ source: this.source, events })) {
      this.#settle();
      this.queue = [];
    }
  }

  /** Takes a socket frame; says whether it answered the batch in flight. */
  receive(frame, problem = null) {
    if (!this.inFlight || frame.request_id !== this.inFlight.requestId) return false;
    this.#answered(problem);
    return true;
  }

  /** Sends the batch in flight again, in the session that is open now. */
  repeat() {
    if (this.inFlight) this.#transmit();
    else this.flush();
  }

  #transmit() {
    const sent = this.inFlight;
    clearTimeout(sent.timer);
    sent.timer = setTimeout(() => this.#transmit(), ANSWER_WITHIN_MS);
    sent.attempts += 1;
    const batch = { source: this.source, events: sent.events };
    const text = JSON.stringify({ action: "events", request_id: sent.requestId, ...batch });
    const fits = sent.attempts <= 2 && new TextEncoder().encode(text).length <= LARGEST_FRAME_BYTES;
    if (fits && this.bySocket(text)) return;

    this.byHttp(batch).then(
      () => this.inFlight === sent && this.#answered(null),
      (error) => this.inFlight === sent && this.#answered(error),
    );
  }

  #answered(problem) {
    const again = problem && (problem.status === undefined || [401, 429].includes(problem.status) || problem.status >= 500);
    if (again) return; // the timer repeats it, in whichever session is open by then
    this.#settle();
    this.flush();
  }

  #settle() {
    clearTimeout(this.inFlight?.timer);
    this.inFlight = null;
  }
}
