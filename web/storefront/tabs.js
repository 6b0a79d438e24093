/** Tabs of one session: what is put into the cart in one shows in the others. */

import { shop } from "./shop.js";

export function joinTabs(microlift) {
  microlift.on("cart", (cart) => {
    if (cart.stage === "completed") shop.newCart();
    else shop.restore(cart);
    shop.tell("followed");
  });
}
