/** What went wrong in a call: RFC 9457's members with our code, or no status at all when the network is at fault. */

const LONGEST_WAIT_MS = 300_000;

/** @param {any} body the problem as it came @param {number} status @param {any} [retryAfterS] a number, or a text of one */
export const problem = (body, status, retryAfterS) =>
  Object.assign(new Error(body?.detail ?? `HTTP ${status}`), {
    status,
    code: body?.code,
    retryAfterS,
  });

/** Whether the same call may do better later: no network, too many calls, or the server's own fault. @param {any} error */
export const passes = ({ status = 500 }) => status > 499 || /429|408/.test(`${status}`);

/** Returns the ms to wait before the next try: as told, else doubling from a second to five minutes, by chance less. */
export const patience = (/** @type {any} */ error, /** @type {number} */ failures) =>
  error.retryAfterS * 1000 || Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
