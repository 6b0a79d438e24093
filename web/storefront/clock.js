/** The shop's clock: the browser's, but on a local stack moved along with the stack's. */

let offsetMs = 0;

export const now = () => Date.now() + offsetMs;

/** Sets the clock by what the stack says the time is. */
export function setNow(stackNow) {
  offsetMs = stackNow - Date.now();
}

/** Moves the clock forward if something was just decided at a time that is still to come here. */
export function notBefore(stackNow) {
  if (stackNow > now() + 2000) setNow(stackNow);
}

/** Returns "4:05" or "1:04:05" for what is left of `ms`, never below zero. */
export function clockFace(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}
