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

page.microlift = {
  /** @param {any} options */
  start: (options) => (client ??= start(options, base)),
  /** Calls `start`, or by name what the client has, such as `track`. @param {[string, ...any[]]} call */
  push: ([name, ...given]) => (name === "start" ? page.microlift : client)[name](...given),
};
early?.forEach?.(page.microlift.push);
