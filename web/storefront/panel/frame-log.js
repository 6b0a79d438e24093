/** A list of messages as they went over the wire, newest first: time, direction, name, size, round trip. */

import { h } from "../dom.js";

const MOST = 80;
const size = (text) => `${new TextEncoder().encode(text).length.toLocaleString("en")} B`;
const time = (at) => `${new Date(at).toTimeString().slice(0, 8)}.${String(at % 1000).padStart(3, "0")}`;

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const requestId = (text) => /"request_id":\s*"([^"]+)"/.exec(text)?.[1];

export class FrameLog {
  constructor(title) {
    this.sent = new Map();
    this.list = h("ol", { class: "frames", tabindex: "0", "aria-label": title });
    this.element = h("section", { class: "log" }, h("h3", {}, title), this.list);
  }

  /** Adds one message: {direction, channel, name, text, at, ms?}. */
  add({ direction, channel, name, text, at, ms }) {
    const id = requestId(text);
    if (direction === "out" && id) this.#asked(id, at);
    const tookMs = ms ?? (direction === "in" && this.sent.has(id) ? at - this.sent.get(id) : null);
    const facts = [time(at), size(text), tookMs === null ? (direction === "in" && channel === "socket" && !id ? "pushed" : "") : `${Math.round(tookMs)} ms`];
    const details = h("details", {}, h("summary", {},
      h("span", { class: "way", "aria-label": direction === "out" ? "sent" : "received", role: "img" }, direction === "out" ? "↑" : "↓"),
      h("span", { class: "frame-name" }, name), h("span", { class: "frame-facts" }, facts.filter(Boolean).join(" · "))));
    // Written out only when somebody looks: a decision is long.
    details.addEventListener("toggle", () => details.open && details.childElementCount === 1 && details.append(h("pre", { tabindex: "0" }, pretty(text))));
    this.list.prepend(h("li", { class: `frame frame-${direction}`, "data-frame": name }, details));
    while (this.list.children.length > MOST) this.list.lastElementChild.remove();
  }

  /** Keeps when a question was asked, of the latest ones. */
  #asked(id, at) {
    this.sent.set(id, at);
    if (this.sent.size > MOST) this.sent.delete(this.sent.keys().next().value);
  }
}
