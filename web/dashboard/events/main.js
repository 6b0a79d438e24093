/** The events page: every event as it was taken in or rejected, the newest on top, every two seconds anew. */

import { $, h, swap, table } from "../dom.js";
import { DASH, count, moment, short, time } from "../format.js";
import { t } from "../i18n.js";
import { Page } from "../page.js";
import { Stream } from "./stream.js";
import { words } from "./words.js";

const EVERY_MS = 2000;
const MOST_DRAWN = 200;
const HALF_A_DAY_MS = 43_200_000;
const OUTCOMES = ["every", "accepted", "rejected"];

const stream = new Stream();
let drawn = "";
let offered = "";
/** The events as they were when somebody held the stream still; null while it flows. */
let still = null;

const page = new Page({
  everyMs: EVERY_MS,
  ask: (insights) => insights.report("activity"),
  draw(activity) {
    stream.take(activity.outcomes);
    if (!still) draw();
    return activity.now;
  },
  forget() {
    stream.clear();
    hold(null);
  },
});

function hold(events) {
  still = events;
  $("#hold").setAttribute("aria-pressed", String(still !== null));
}

/** Says of how many events the list is, and offers their sessions, also where a filter leaves the list as it was. */
function tell(found, all) {
  const words = t("stream.count", { found: count(found.length), all: count(all.length) });
  if ($("#stream-count").textContent !== words) $("#stream-count").textContent = words;
  const sessions = [...new Set(all.map((each) => each.session_id))];
  if (sessions.join() === offered) return;
  offered = sessions.join();
  $("#sessions").replaceChildren(...sessions.map((session) => h("option", { value: session })));
}

function draw() {
  const all = still ?? stream.all;
  const found = stream.found({ session: $("#session").value.trim(), outcome: $("#outcome").value }, all);
  tell(found, all);
  const text = JSON.stringify([found, all.length === 0]);
  if (text === drawn) return;
  drawn = text;
  if (!found.length) return swap($("#stream"), h("p", { class: "empty" }, t(all.length ? "stream.noneSuch" : "stream.none")));
  const heads = ["received", "outcome", "event", "reason", "path", "happened", "session"].map((name) => t(`stream.${name}`));
  const shown = table(t("stream.title"), heads, found.slice(0, MOST_DRAWN).map(row));
  shown.classList.add("cards");
  swap($("#stream"), shown);
}

function row(event) {
  const kind = event.code === null ? "accepted" : "rejected";
  return {
    "data-outcome": kind,
    cells: [time(event.received_at), h("span", { class: `state ${kind}` }, t(`stream.${kind}`)), h("code", {}, event.event_name ?? t("stream.nameless")),
      event.code === null ? DASH : h("span", { title: event.code }, t(`reason.${event.code}`, {}, event.code.replaceAll("_", " "))),
      event.path ? h("code", {}, event.path) : DASH, happened(event),
      h("button", { id: `of-${event.key}`, class: "link", type: "button", title: event.session_id, "aria-label": t("stream.only", { session: event.session_id }), onclick: () => only(event.session_id) }, short(event.session_id))],
  };
}

/** Returns when an event happened, with its day where it was received much later. */
function happened({ ts, received_at: received }) {
  if (ts === null) return DASH;
  return Math.abs(received - ts) > HALF_A_DAY_MS ? moment(ts) : time(ts);
}

function only(session) {
  $("#session").value = session;
  draw();
  $("#session").focus();
}

page.start(words).then(() => {
  $("#outcome").value ||= "every";
});
$("#outcome").replaceChildren(...OUTCOMES.map((outcome) => h("option", { value: outcome }, t(`stream.${outcome}`))));
$("#session").addEventListener("input", draw);
$("#outcome").addEventListener("change", draw);
$("#hold").addEventListener("click", () => {
  hold(still ? null : stream.all);
  draw();
});
