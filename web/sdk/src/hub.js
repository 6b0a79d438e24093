/** Who listens to what, and the walls: a fault inside is told to `error`, and to nobody else. */

export function createHub() {
  /** @type {Record<string, Array<(detail: any, more?: any) => void>>} */
  const listeners = {};

  /** @param {string} name @param {any} [detail] @param {any} [more] */
  function tell(name, detail, more) {
    for (const listener of listeners[name] ?? []) {
      try {
        listener(detail, more);
      } catch (error) {
        if (name !== "error") report(error); // a fault of the shop's own listener is told, too
      }
    }
  }

  const report = (/** @type {any} */ error) => tell("error", error);

  /** Returns `work` so that nothing it throws, now or later, gets out. @param {(...given: any[]) => any} work */
  const contained = (work) => (/** @type {any[]} */ ...given) => {
    try {
      const done = work(...given);
      return done?.catch?.((/** @type {any} */ error) => (report(error), null)) ?? done;
    } catch (error) {
      report(error);
    }
  };

  const hub = {
    /** Whether the shop has stopped everything: nothing of the page is heard any more. */
    over: false,
    tell,
    report,
    contained,
    /** @param {string} name @param {any} listener @returns {() => void} takes the listener away again */
    on(name, listener) {
      (listeners[name] ??= []).push(listener);
      return () => void (listeners[name] = listeners[name].filter((one) => one !== listener));
    },
    /** Listens to the page until the end. @param {EventTarget} target @param {string} name @param {(event: any) => void} work @param {boolean} [capture] */
    listen: (target, name, work, capture) =>
      target.addEventListener(name, contained((event) => hub.over || work(event)), capture),
  };
  return hub;
}

/** @typedef {ReturnType<typeof createHub>} Hub */
