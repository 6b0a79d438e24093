/**
 * Events until they are answered for, in IndexedDB: they outlive a reload, a crash, and days without a network.
 *
 * Where there is none, as in some private windows, nothing is stored, and the page's own queue is all there is.
 */

const NAME = "microlift";
const EVENTS = "events";

/** @typedef {{source: string, event: any}} Stored */

export function eventStore() {
  /** @type {Promise<IDBDatabase | null> | null} */
  let opening = null;

  const open = () =>
    (opening ??= new Promise((resolve) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(EVENTS, { keyPath: "event.event_id" });
      asked.onerror = () => resolve(null);
      asked.onsuccess = () => {
        // Another tab withdraws consent: do not stand in the way of the deletion.
        asked.result.onversionchange = close;
        resolve(asked.result);
      };
    }).catch(() => null));

  async function close() {
    const database = await opening;
    opening = null;
    database?.close();
  }

  /** @param {IDBTransactionMode} mode @param {(events: IDBObjectStore) => IDBRequest | void} work @returns {Promise<any>} */
  async function act(mode, work) {
    try {
      const transaction = (await open())?.transaction(EVENTS, mode, { durability: "relaxed" });
      if (!transaction) return;
      const asked = work(transaction.objectStore(EVENTS));
      return await new Promise((resolve) => {
        transaction.oncomplete = transaction.onabort = () => resolve(asked?.result);
      });
    } catch {
      // The database was closed or deleted under us: the queue in memory goes on.
    }
  }

  return {
    /** @param {Stored[]} records */
    put: (records) => act("readwrite", (events) => records.forEach((record) => events.put(record))),
    /** @param {Stored[]} records */
    remove: (records) => act("readwrite", (events) => records.forEach(({ event }) => events.delete(event.event_id))),
    /** @returns {Promise<Stored[]>} everything that is stored, in the order of its time */
    all: async () => ((await act("readonly", (events) => events.getAll())) ?? []).sort((/** @type {Stored} */ one, /** @type {Stored} */ other) => one.event.ts - other.event.ts),
    async forget() {
      await close();
      try {
        indexedDB.deleteDatabase(NAME);
      } catch {
        // No database, nothing to forget.
      }
    },
  };
}
