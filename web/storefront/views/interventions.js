/** What Microlift asks the shop to do about its shopper, by whichever way it came: one reaction for each type. */

import { shop } from "../shop.js";
import { track } from "../tracking.js";
import { openPopup } from "./popup.js";
import { push } from "./pushes.js";

const shown = new Set();

const REACTIONS = {
  exit_intent_offer: openPopup,
  highlight_trust_badge: ({ params }) => shop.set({ trust: params.text ?? "" }, "trust"),
  personalise_home: ({ params }) => shop.set({ lastFilters: params.filters ?? [] }, "home"),
};

/** Reacts to an intervention, each (rule, type) once in a session, and tells what became of it. */
export function react(intervention) {
  const { rule, type } = intervention;
  if (shown.has(`${rule}/${type}`)) return;
  shown.add(`${rule}/${type}`);
  const outcome = (what) => track(`intervention_${what}`, { params: { rule, type } });
  outcome("shown");
  (REACTIONS[type] ?? push)(intervention, outcome);
}

/** Another session may be told everything again. */
export function forgetInterventions() {
  shown.clear();
  Object.assign(shop, { trust: null, lastFilters: [] });
}
