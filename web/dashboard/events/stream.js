/** The events seen since the page was opened: the report holds the last thirty of each session only. */

const MOST_KEPT = 1000;

export class Stream {
  all = [];
  #seen = new Map();

  /** Joins what a report tells, newest first, with what is known; the same event is there once. */
  take(outcomes = []) {
    const fresh = [];
    const counted = new Map();
    // Two alike of one batch are two: the how-manieth of its like belongs to an event's name here.
    for (const each of [...outcomes].reverse()) {
      const like = [each.session_id, each.received_at, each.event_name, each.ts, each.code, each.path].join("|");
      counted.set(like, (counted.get(like) ?? 0) + 1);
      if (counted.get(like) <= (this.#seen.get(like) ?? 0)) continue;
      this.#seen.set(like, counted.get(like));
      fresh.push({ ...each, key: this.#seen.size * 1000 + counted.get(like) });
    }
    this.all = [...fresh.reverse(), ...this.all].sort((a, b) => b.received_at - a.received_at).slice(0, MOST_KEPT);
  }

  /** Returns the events of sessions whose id holds `session`, with this outcome. */
  found({ session, outcome }) {
    return this.all.filter((each) => each.session_id.includes(session) && (outcome === "every" || (each.code === null) === (outcome === "accepted")));
  }

  sessions() {
    return [...new Set(this.all.map((each) => each.session_id))];
  }

  clear() {
    this.all = [];
    this.#seen.clear();
  }
}
