/**
 * Consent Mode v2: four signals, denied until somebody says otherwise.
 *
 * A default holds until the first update. We do not know the shopper's region, so of a default for a region only what
 * it denies is taken, and a default for everywhere does not grant it again, whichever came first. `wait_for_update` holds events back, in memory, until the update or until the time is over.
 */

export const SIGNALS = ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"];

/** @param {() => void} changed told after every command, and when the wait is over */
export function consentMode(changed) {
  /** @type {any} */
  const signals = Object.fromEntries(SIGNALS.map((signal) => [signal, "denied"]));
  const updated = new Set();
  const regional = new Set(); // denied somewhere
  let waitingUntil = 0;

  return {
    signals,
    get granted() {
      return signals.analytics_storage === "granted";
    },
    /** The shopper said no, instead of nothing yet. */
    get refused() {
      return !this.granted && updated.has("analytics_storage");
    },
    get waiting() {
      return Date.now() < waitingUntil;
    },
    /** @param {string} command @param {any} said */
    take(command, said) {
      for (const signal of SIGNALS) {
        const value = said?.[signal];
        if (value !== "granted" && value !== "denied") continue;
        if (command === "update") updated.add(signal);
        else if (updated.has(signal) || (value === "granted" && (said.region || regional.has(signal)))) continue;
        else if (said.region) regional.add(signal);
        signals[signal] = value;
      }
      if (updated.size) waitingUntil = 0;
      else if (said?.wait_for_update > 0) {
        waitingUntil = Date.now() + said.wait_for_update;
        setTimeout(changed, said.wait_for_update + 1);
      }
      changed();
    },
  };
}
