/** The HTTP half of the protocol: one method per call, a `Problem` for every refusal. */

import { Problem } from "./problem.js";

export class Api {
  /** `wire` is told of every message: {channel, direction, name, text, at, ms?}. */
  constructor(base, wire = () => {}) {
    this.base = base.replace(/\/+$/, "");
    this.wire = wire;
  }

  openSession(request) {
    return this.call("POST", "/v1/sessions", { body: request });
  }

  setConsent(token, consent) {
    return this.call("PUT", "/v1/consent", { token, body: { consent } });
  }

  evaluateCart(token, cart) {
    const path = `/v1/carts/${encodeURIComponent(cart.cart_id)}/evaluation`;
    return this.call("POST", path, { token, body: cart });
  }

  sendEvents(token, batch) {
    return this.call("POST", "/v1/events", { token, body: batch });
  }

  /** Hands a last batch to the browser as the page goes away; says whether it took it. */
  beaconEvents(token, batch) {
    const body = JSON.stringify({ ...batch, token });
    this.wire({ channel: "beacon", direction: "out", name: "POST /v1/events", text: body, at: Date.now() });
    return navigator.sendBeacon(`${this.base}/v1/events`, new Blob([body], { type: "text/plain" }));
  }

  async call(method, path, { token, body } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { ...(text && { "content-type": "application/json" }), ...(token && { authorization: `Bearer ${token}` }) };
    const started = performance.now();
    this.wire({ channel: "http", direction: "out", name: `${method} ${path}`, text: text ?? "", at: Date.now() });

    const response = await fetch(this.base + path, { method, headers, body: text });
    const answer = await response.text();
    this.wire({
      channel: "http", direction: "in", name: `${response.status} ${path}`, text: answer, at: Date.now(),
      ms: performance.now() - started,
    });

    const parsed = parse(answer);
    if (!response.ok) throw new Problem(parsed ?? {}, response.status, retryAfter(response));
    return parsed;
  }
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function retryAfter(response) {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}
