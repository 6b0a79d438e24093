/**
 * GA4's dataLayer, read along: what was pushed before we came, and what is pushed from now on.
 *
 * `push` is wrapped, never replaced, and read later, so the shop's own call costs nothing. Whoever wraps or replaces it
 * after us loses us nothing: a look at the array once a second finds what passed us by.
 */

/** Calls `work` when the page has time. @param {() => void} work */
const whenIdle = (work) => /** @type {any} */ (window.requestIdleCallback ?? setTimeout)(work, { timeout: 300 });

/** @param {string} name @param {(work: any) => any} contained @param {{stamp: () => any, command: (name: string, said: any) => void, event: (name: string, fields: any, stamp: any) => void}} told */
export function followLayer(name, contained, { stamp, command, event }) {
  const page = /** @type {any} */ (window);
  const seen = new WeakSet();
  /** @type {any[]} */
  let backlog = [];
  /** @type {any} */
  let layer = null; // unlike a shop's that has none
  /** @type {any} */
  let theirs;
  /** @type {any} */
  let ours;
  /** @type {any} */
  let ecommerce = null; // pushed alone, for the event that follows

  // One that cannot be read must not keep those beside it from being read, the shopper's answer among them.
  const note = contained((/** @type {any} */ entry) => {
    if (entry !== Object(entry)) return;
    seen.add(entry);
    backlog.push([entry, stamp()]);
    if (entry[0] === "consent") read(); // a no holds from this moment on
    else if (!backlog[1]) whenIdle(read); // the first, for all that come meanwhile
  });

  function join() {
    layer = page[name] ??= [];
    theirs = layer.push;
    ours = layer.push = function (/** @type {any[]} */ ...given) {
      given.forEach(note);
      return theirs.apply(this, given);
    };
  }

  function scan() {
    if (page[name] !== layer) join();
    for (const entry of layer) if (!seen.has(entry)) note(entry);
  }

  const take = contained((/** @type {any[]} */ [entry, at]) => {
    // gtag() pushes its arguments: "event", name, parameters.
    if (entry[0] === "event") event(entry[1], entry[2] ?? {}, at);
    else if (entry[0] === "consent") command(entry[1], entry[2]);
    else if (typeof entry.event === "string") {
      const { ecommerce: own = ecommerce, ...others } = entry;
      if (!entry.event.includes(".")) ecommerce = null; // a tag manager's own event is none of the shop's
      event(entry.event, { ...others, ...own }, at);
    } else if ("ecommerce" in entry) ecommerce = entry.ecommerce;
  });

  const read = () => backlog.splice(0).forEach(take);

  return {
    scan,
    read,
    stop() {
      if (layer?.push === ours) layer.push = theirs;
    },
  };
}
