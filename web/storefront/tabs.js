/** Tabs of one session: what is put into the cart in one, or taken out, shows in the others. */

import { shop } from "./shop.js";

export function joinTabs(microlift) {
  microlift.on("cart", (cart) => {
    if (cart.stage === "completed") shop.newCart();
    else shop.follow(cart);
    shop.tell("followed");
  });
}
