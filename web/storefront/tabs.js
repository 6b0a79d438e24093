/** Tabs of one session, as when a tab is duplicated: what is put into the cart in one shows in the others. */

import { shop } from "./shop.js";

export function joinTabs(microlift) {
  const channel = new BroadcastChannel("bottega");
  microlift.addEventListener("sent", ({ detail: cart }) => channel.postMessage({ sessionId: microlift.session?.session_id, cart }));
  channel.addEventListener("message", ({ data: { sessionId, cart } }) => {
    if (!sessionId || sessionId !== microlift.session?.session_id || !microlift.carts.follow(cart)) return;
    if (cart.stage === "completed") shop.newCart();
    else shop.restore(cart);
    shop.tell("followed");
  });
}
