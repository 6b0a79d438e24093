/**
 * The socket of one session: reconnects with backoff, pings, hands frames on.
 *
 * Events: `open` (detail.again: not the first time), `closed`, `frame` (detail: the object),
 * `refused` (three attempts in a row that never opened: the token is probably no longer good,
 * which a browser cannot see otherwise).
 */

const PING_EVERY_MS = 5 * 60 * 1000; // idle sockets close after 10 minutes
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const REFUSED_AFTER = 3;

export class LiveSocket extends EventTarget {
  constructor({ url, token, wire = () => {}, random = Math.random }) {
    super();
    this.address = new URL(url);
    this.address.searchParams.set("token", token);
    this.wire = wire;
    this.random = random;
    this.failures = 0;
    this.openings = 0;
    this.socket = null;
    this.stopped = false;
    this.connectNow = () => this.#reconnectIn(0);
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    window.addEventListener("online", this.connectNow);
    this.#dial();
    return this;
  }

  /** Sends `text` and says whether it went on its way; an answer is not promised by it. */
  send(text, name) {
    if (!this.open) return false;
    this.socket.send(text);
    this.wire({ channel: "socket", direction: "out", name, text, at: Date.now() });
    return true;
  }

  close() {
    this.stopped = true;
    window.removeEventListener("online", this.connectNow);
    clearTimeout(this.redial);
    clearInterval(this.pinging);
    this.socket?.close(1000);
  }

  #dial() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (message) => this.#received(message.data));
    socket.addEventListener("close", () => socket === this.socket && this.#closed());
  }

  #opened() {
    this.failures = 0;
    this.openings += 1;
    this.pinging = setInterval(() => this.send('{"action":"ping"}', "ping"), PING_EVERY_MS);
    this.#tell("open", { again: this.openings > 1 });
  }

  #received(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      frame = { type: "unreadable" };
    }
    this.wire({ channel: "socket", direction: "in", name: frame.type ?? frame.message ?? "?", text, at: Date.now(), requestId: frame.request_id });
    this.#tell("frame", frame);
  }

  #closed() {
    clearInterval(this.pinging);
    this.#tell("closed");
    if (this.stopped) return;
    this.failures += 1;
    if (this.failures === REFUSED_AFTER) this.#tell("refused");
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.failures - 1));
    this.#reconnectIn(ceiling / 2 + (this.random() * ceiling) / 2);
  }

  #reconnectIn(delayMs) {
    if (this.stopped || this.open || this.socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.redial);
    this.redial = setTimeout(() => this.#dial(), delayMs);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
