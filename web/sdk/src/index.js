/** The SDK as a module: `import { start } from "./microlift.js"`. */

import { start as begin } from "./start.js";

/** @param {import("./microlift").Options} options @returns {import("./microlift").Client} */
export const start = (options) => begin(options, import.meta.url);
