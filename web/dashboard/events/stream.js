/** The events seen since the page was opened: the report holds the last thirty of each session only. */

const MOST_KEPT = 1000;

export class Stream {
  all = [];
  #seen = new Map();
  #last = 0;

  /** Joins what a report tells, newest first, with what is known; the same event is there once. */
  take(outcomes = []) {
    const fresh = [];
    const counted = new Map();
    const like = (each) => [each.session_id, each.received_at, each.event_name, each.ts, each.code, each.path].join("|");
    // Two alike of one batch are two: the how-manieth of its like belongs to an event's name here.
    for (const each of [...outcomes].reverse()) {
      const name = like(each);
      counted.set(name, (counted.get(name) ?? 0) + 1);
      if (counted.get(name) > (this.#seen.get(name) ?? 0)) fresh.push({ ...each, key: (this.#last += 1) });
    }
    this.all = [...fresh.reverse(), ...this.all].sort((a, b) => b.received_at - a.received_at).slice(0, MOST_KEPT);
    // What is in neither this report nor the list is too old to come again: a page may stay open for weeks.
    const kept = new Map();
    for (const each of this.all) kept.set(like(each), (kept.get(like(each)) ?? 0) + 1);
    for (const [name, times] of counted) kept.set(name, Math.max(times, kept.get(name) ?? 0));
    this.#seen = kept;
  }

  /** Returns those of `events` in sessions whose id holds `session`, with this outcome. */
  found({ session, outcome }, events = this.all) {
    return events.filter((each) => each.session_id.includes(session) && (outcome === "every" || (each.code === null) === (outcome === "accepted")));
  }

  clear() {
    this.all = [];
    this.#seen.clear();
  }
}
