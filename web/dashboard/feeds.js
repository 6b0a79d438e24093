/** The three live lists: decisions, events, reminders. */

import { $, h, swap, table } from "./dom.js";
import { DASH, moment, money, percent, short, time } from "./format.js";
import { t } from "./i18n.js";

const drawn = new Map();

/** Says whether `value` differs from what was last drawn under `name`: a still list is left in peace. */
function changed(name, value) {
  const text = JSON.stringify(value);
  if (drawn.get(name) === text) return false;
  drawn.set(name, text);
  return true;
}

const heads = (...names) => names.map((name) => t(`head.${name}`));

const empty = (words) => h("p", { class: "empty" }, words);

const rulesOf = (decision) => (decision.rules?.length ? h("span", { class: "chips" }, decision.rules.map((rule) => h("span", { class: "chip" }, rule))) : DASH);

const discountOf = ({ items_discount: items = 0, shipping_discount: shipping = 0 }) => (Number.isInteger(items) && Number.isInteger(shipping) ? -Math.abs(items) - Math.abs(shipping) : null);

function intent(share) {
  if (typeof share !== "number") return DASH;
  const bar = h("span", { class: "bar" }, h("span", {}));
  bar.firstChild.style.inlineSize = `${Math.round(share * 100)}%`;
  return [bar, percent(share)];
}

export function drawDecisions(decisions = [], chosen, choose) {
  if (!changed("decisions", [decisions, chosen])) return;
  if (!decisions.length) return swap($("#decisions"), empty(t("list.noDecision")));
  swap($("#decisions"), table(t("list.latestDecisions"), heads("time", "session", "cart", "profile", "rules", "discount", "total", "intent"), decisions.map((decision) => ({
    class: decision.decision_id === chosen ? "chosen" : null,
    "data-decision": decision.decision_id,
    onclick: () => choose(decision.decision_id),
    cells: [
      h("button", { id: `why-${decision.decision_id}`, class: "link", type: "button", "aria-label": t("why.decisionOf", { time: time(decision.evaluated_at) }), "aria-pressed": String(decision.decision_id === chosen) }, time(decision.evaluated_at)),
      h("code", { title: decision.session_id }, short(decision.session_id)),
      money(decision.subtotal, decision.currency),
      decision.profile ?? DASH,
      rulesOf(decision),
      money(discountOf(decision), decision.currency),
      money(decision.total, decision.currency),
      intent(decision.intent),
    ],
  })), [2, 5, 6, 7]));
}

export function drawEvents(events = []) {
  if (!changed("events", events)) return;
  if (!events.length) return swap($("#events"), empty(t("list.noEvent")));
  swap($("#events"), table(t("list.latestEvents"), heads("last", "event", "count", "session"), events.map((event) => ({
    cells: [time(event.last_at), event.event_name ?? DASH, String(event.count ?? DASH), h("code", { title: event.session_id }, short(event.session_id))],
  })), [2]));
}

export function drawReminders(reminders = []) {
  if (!changed("reminders", reminders)) return;
  if (!reminders.length) return swap($("#reminders"), empty(t("list.noReminder")));
  swap($("#reminders"), table(t("list.reminders"), heads("kind", "about", "state", "due", "sent", "reason"), reminders.map((reminder) => ({
    cells: [t(`reminder.${reminder.kind}`, {}, reminder.kind ?? DASH), short(reminder.subject), h("span", { class: `state state-${reminder.state}` }, t(`fate.${reminder.state}`, {}, reminder.state ?? DASH)), moment(reminder.due_at), moment(reminder.sent_at), t(`end.${reminder.reason}`, {}, reminder.reason?.replaceAll("_", " ") ?? DASH)],
  }))));
}

export const forgetDrawn = () => drawn.clear();
