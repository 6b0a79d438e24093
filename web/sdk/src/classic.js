/**
 * The SDK as a classic script: `window.microlift`.
 *
 * A page that does not want to wait queues its calls first: `microlift = window.microlift || []; microlift.push(["start", {...}])`.
 */

import { start } from "./start.js";

const page = /** @type {any} */ (window);
const base = /** @type {any} */ (document.currentScript)?.src;
const early = page.microlift;
/** @type {any} */
let client;
/** @type {any[]} calls that came before `start` */
const held = [];

/** Calls `start`, or by name what the client has, such as `track`; that waits for `start`. @param {[string, ...any[]]} call */
function push(call) {
  try {
    const [name, ...given] = call;
    if (name === "start") page.microlift.start(...given);
    else if (client) client[name](...given);
    else held.push(call);
  } catch {
    // No such call: the shop goes on.
  }
}

page.microlift = {
  /** @param {any} options */
  start: (options) => {
    client ??= start(options, base);
    held.splice(0).forEach(push);
    return client;
  },
  push,
};
early?.forEach?.(push);
