/** The stack's clock: where it stands, and buttons that jump it forward. */

import { now, setNow } from "../clock.js";
import { moveClock, readClock } from "../demo.js";
import { h } from "../dom.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ZONE = "Europe/Rome";

const shown = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium", timeZone: ZONE });

function wall(at) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** Returns the next Saturday 18:00 on the shop's wall clock, strictly after `from`. */
function nextSaturdayEvening(from) {
  // By quarters of an hour, so that a change to or from summer time cannot lead astray.
  for (let at = Math.floor(from / (15 * MINUTE) + 1) * 15 * MINUTE; ; at += 15 * MINUTE) {
    const { weekday, hour, minute } = wall(at);
    if (weekday === "Sat" && hour === "18" && minute === "00") return at;
  }
}

const JUMPS = [
  ["panel-5-minutes", "+5 min 1 s", (at) => at + 5 * MINUTE + 1000],
  ["panel-30-minutes", "+30 min", (at) => at + 30 * MINUTE],
  ["panel-saturday", "Next Saturday 18:00", nextSaturdayEvening],
  ["panel-8-days", "+8 days", (at) => at + 8 * DAY],
];

export function clockControls(lever) {
  const face = h("p", { class: "stack-clock" });
  const tick = () => (face.textContent = `Stack clock: ${shown.format(now())}`);
  tick();
  setInterval(tick, 1000);
  const jump = (to) => async () => {
    setNow(await moveClock(to(await readClock())));
    tick();
  };
  return h("div", { class: "clock", role: "group", "aria-label": "Stack clock" }, face, h("div", { class: "levers" }, JUMPS.map(([id, words, to]) => lever(id, words, jump(to)))));
}
