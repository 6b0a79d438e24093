/**
 * Events on their way: gathered for a moment, sent as batches, repeated under the same ids until they are answered for.
 *
 * Each is stored before it is sent and forgotten when it is answered; what a closed page left behind goes with the next
 * one. An event may so arrive twice, and is counted once, by its id.
 */

import { bytes } from "./line.js";
import { passes, patience } from "./problem.js";
import { newId } from "./tab.js";

const GATHER_MS = 400;
const MOST_EVENTS = 500;
const MOST_STORED = 2000;
const BODY_BYTES = 250 * 1024; // the API takes 256 KB
const BEACON_BYTES = 60 * 1024; // a browser takes 64 KB

/** @typedef {import("./store.js").Stored} Stored */

/**
 * @param {{
 *   tab: any, store: any, sessions: any, now: () => number, send: (batch: any, token: string) => Promise<any>,
 *   opening: () => boolean, beacon: (body: any) => boolean, report: (error: any) => void, unknown: (name: string) => void,
 * }} given
 */
export function delivery({ tab, store, sessions, now, send, opening, beacon, report, unknown }) {
  /** @type {Stored[]} */
  let queue = [];
  /** @type {any} the batch in flight */
  let flying = null;
  /** @type {WeakSet<Stored>} what went by beacon, whose answer nobody hears */
  const beaconed = new WeakSet();
  /** @type {any} */
  let timer = null;
  let failures = 0;
  let most = MOST_EVENTS;
  let away = false;
  /** @type {any} */
  let emptied = null;

  function soon(delayMs = GATHER_MS) {
    timer ??= setTimeout(() => {
      timer = null;
      flush();
    }, delayMs);
  }

  function wake() {
    clearTimeout(timer);
    timer = null;
  }

  /** Returns a batch of the first records, of one source, that fit together. */
  function batchOf(/** @type {Stored[]} */ records, /** @type {number} */ limit, /** @type {number} */ size) {
    const { source } = records[0];
    let taken = records.filter((record, place) => record.source === source && place < limit);
    for (;;) {
      const batch = { source, sent_at: now(), events: taken.map(({ event }) => event) };
      if (taken.length < 2 || bytes(JSON.stringify(batch)) < size) return { taken, batch };
      taken = taken.slice(0, taken.length >> 1);
    }
  }

  /** Sends what there is; what is being gathered, too, when it is to go `ahead` of something. @param {boolean} [ahead] */
  async function flush(ahead) {
    if (ahead && !failures) wake();
    if (away) return leave();
    if (flying || timer || !queue.length) return;
    const session = sessions.counting;
    if (!session) return; // it is on its way, and tried again in its own time
    if (opening()) return soon();
    const { taken, batch } = (flying = batchOf(queue, most, BODY_BYTES));
    const gone = () => flying?.batch !== batch;
    try {
      const receipt = await send(batch, session.token);
      if (gone()) return;
      failures = 0;
      most = MOST_EVENTS;
      for (const rejected of receipt.rejected) {
        const event = batch.events[rejected.index];
        if (rejected.code === "unknown_event") unknown(event.event_name);
        report({ ...rejected, event });
      }
      drop(taken);
    } catch (error) {
      if (gone()) return;
      if (error.status === 401) sessions.renew(session.token);
      else {
        if (!passes(error)) report(error);
        // Something in the batch keeps it from being read: find it, and let the others through.
        if (!/400|413|422/.test(error.status)) soon(patience(error, failures++));
        else if (taken.length > 1) most = Math.ceil(taken.length / 2);
        else drop(taken);
      }
    }
    flying = null;
    flush();
  }

  function drop(/** @type {Stored[]} */ records) {
    queue = queue.filter((record) => !records.includes(record));
    store.remove(records);
    if (!queue.length) emptied?.();
  }

  /** Lets the oldest go where nothing gets through for long. */
  function trim() {
    if (queue.length > MOST_STORED) drop(queue.slice(0, -MOST_STORED));
  }

  /** Hands over whatever is not answered for yet as the page goes out of sight. */
  function leave() {
    const session = sessions.counting;
    for (;;) {
      const left = queue.filter((record) => !beaconed.has(record));
      if (!session || !left.length) return;
      const { taken, batch } = batchOf(left, MOST_EVENTS, BEACON_BYTES);
      if (!beacon({ ...batch, token: session.token })) return; // the next page sends them
      for (const record of taken) beaconed.add(record);
    }
  }

  /** Takes up what no living page will send: `alive` names the sources that have one. */
  async function gather(/** @type {any[]} */ alive) {
    const known = new Set(queue.map(({ event }) => event.event_id));
    const left = (await store.all()).filter(
      (/** @type {Stored} */ { source, event }) => !known.has(event.event_id) && (source === tab.source || !alive.includes(source)),
    );
    queue.unshift(...left);
    trim();
    flush();
    return left.length;
  }

  return {
    flush,
    /** Takes over what pages that are gone have left; one tab at a time does. */
    inherit: () =>
      navigator.locks.request("microlift.inherit", { ifAvailable: true }, async (lock) => {
        const { held } = await navigator.locks.query();
        if (lock && (await gather(/** @type {any[]} */ (held).map(({ name }) => name)))) await new Promise((resolve) => (emptied = resolve));
      }),
    /** Queues an event; its id and number are given here, once. @param {any} event */
    enqueue(event) {
      const record = { source: tab.source, event: { event_id: newId(), seq: ++tab.seq, ...event } };
      queue.push(record);
      store.put([record]);
      trim();
      soon();
    },
    /** Tries at once, since a session, a socket or the network came back. */
    resume() {
      wake();
      flush();
    },
    /** @param {boolean} is whether nobody sees the page: what happens there goes by beacon */
    hide(is) {
      away = is;
      flush();
    },
    /** Forgets every event, here and in the store. */
    forget() {
      wake();
      flying = null;
      queue = [];
      emptied?.();
      return store.forget();
    },
  };
}
