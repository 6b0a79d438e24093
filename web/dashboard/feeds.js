/** The three live lists: decisions, events, reminders. */

import { $, h, swap, table } from "./dom.js";
import { DASH, moment, money, percent, short, time } from "./format.js";

const REMINDERS = { dormant_cart: "Dormant cart", wishlist: "Wishlist" };
const drawn = new Map();

/** Says whether `value` differs from what was last drawn under `name`: a still list is left in peace. */
function changed(name, value) {
  const text = JSON.stringify(value);
  if (drawn.get(name) === text) return false;
  drawn.set(name, text);
  return true;
}

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
  if (!decisions.length) return swap($("#decisions"), empty("No decision lately. Put something in the demo shop's cart and it appears here."));
  swap($("#decisions"), table("Latest decisions", ["Time", "Session", "Cart", "Profile", "Rules", "Discount", "Total", "Intent"], decisions.map((decision) => ({
    class: decision.decision_id === chosen ? "chosen" : null,
    "data-decision": decision.decision_id,
    onclick: () => choose(decision.decision_id),
    cells: [
      h("button", { id: `why-${decision.decision_id}`, class: "link", type: "button", "aria-label": `Why, decision of ${time(decision.evaluated_at)}`, "aria-pressed": String(decision.decision_id === chosen) }, time(decision.evaluated_at)),
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
  if (!events.length) return swap($("#events"), empty("No event lately. Events show once the shopper granted statistics or put something in the cart."));
  swap($("#events"), table("Latest events", ["Last", "Event", "Count", "Session"], events.map((event) => ({
    cells: [time(event.last_at), event.event_name ?? DASH, String(event.count ?? DASH), h("code", { title: event.session_id }, short(event.session_id))],
  })), [2]));
}

export function drawReminders(reminders = []) {
  if (!changed("reminders", reminders)) return;
  if (!reminders.length) return swap($("#reminders"), empty("No reminder planned. A wish, or a cart of more than 60 euro that is left alone, plans one."));
  swap($("#reminders"), table("Reminders", ["Kind", "About", "State", "Due", "Sent", "Reason"], reminders.map((reminder) => ({
    cells: [REMINDERS[reminder.kind] ?? reminder.kind ?? DASH, short(reminder.subject), h("span", { class: `state state-${reminder.state}` }, reminder.state ?? DASH), moment(reminder.due_at), moment(reminder.sent_at), reminder.reason?.replaceAll("_", " ") ?? DASH],
  }))));
}

export const forgetDrawn = () => drawn.clear();
