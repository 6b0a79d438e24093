/** The developer's aside, on the local stack only: what happens behind the shop, and levers to move it. */

import { $, h, icon, swap } from "../dom.js";
import { shop } from "../shop.js";
import { signIn, signOut } from "../views/customer.js";
import { clockControls } from "./clock-controls.js";
import { secondTab } from "./second-tab.js";

// For developers, so in English whatever the shop speaks.
const NOTE = "What the browser and Microlift say to each other, and levers for the local stack.";

function lever(id, words, act) {
  const button = h("button", { id, type: "button", onclick: async () => {
    button.disabled = true;
    try {
      await act(button);
    } catch (error) {
      $("#panel-says").textContent = error.message;
    }
    button.disabled = false;
    if (document.activeElement === document.body) button.focus();
  } }, words);
  return button;
}

function primeLever() {
  const words = () => (shop.customer?.prime ? "Stop being Prime" : "Become Prime");
  const button = lever("panel-prime", words(), async () => {
    if (shop.customer?.prime) await signOut();
    else await signIn({ customer_id: "demo-customer", prime: true });
  });
  shop.on(["customer"], () => (button.textContent = words()));
  return button;
}

/** Sends the first line at a cent: the shop's own price must decide. */
function forgeLever() {
  return lever("panel-forge", "Forge a price", () => {
    const [line] = shop.lines;
    $("#panel-says").textContent = line ? `${line.item_id} was sent at 0.01 EUR.` : "Put something in the cart first.";
    if (!line) return;
    shop.forged = { [line.item_id]: 1 };
    shop.tell("cart");
    shop.forged = null;
  });
}

function standing({ session, revision }) {
  const { decision } = shop.offer ?? {};
  const facts = {
    session: session?.session_id ?? "none yet",
    socket: shop.status,
    revision: String(revision),
    decision: decision ? `${decision.decision_id}, no. ${decision.sequence}` : "none yet",
    rules: decision?.ruleset ?? "",
    "next check": decision?.next_check_at ? new Date(decision.next_check_at).toLocaleTimeString("en-GB", { timeZone: "Europe/Rome" }) : "none",
  };
  return h("dl", { class: "standing" }, Object.entries(facts).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function startPanel(microlift, frames) {
  const host = h("div", { id: "panel-standing" });
  const known = { session: null, revision: 0 };
  const draw = () => swap(host, standing(known));
  const second = secondTab(microlift);
  microlift.on("session", (session) => {
    known.session = session;
    draw();
  });
  microlift.on("sent", ({ revision }) => (known.revision = revision));
  shop.on(["cart", "offer", "status"], draw);
  draw();

  const body = h("div", { id: "panel-body", class: "panel-body", hidden: true },
    h("p", { class: "hint" }, NOTE), host,
    h("div", { class: "levers", role: "group", "aria-label": "Levers" }, primeLever(), forgeLever(), lever("panel-second", "Connect a second tab", second.toggle)),
    clockControls(lever),
    h("p", { id: "panel-says", role: "status" }),
    h("div", { class: "logs" }, frames.element, second.element));
  const handle = h("button", { id: "panel-handle", class: "panel-handle", type: "button", "aria-expanded": "false", "aria-controls": "panel-body", onclick: () => {
    body.hidden = !body.hidden;
    handle.setAttribute("aria-expanded", String(!body.hidden));
    document.body.classList.toggle("with-panel", !body.hidden);
  } }, icon("wrench"), h("span", {}, "Developer panel"));
  $("#panel").append(handle, body);
  $("#panel").lang = "en";
  $("#panel").hidden = false;
}
