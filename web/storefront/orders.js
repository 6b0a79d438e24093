/** Placing an order: told to the shop's backend, then to Microlift as an event and a completed cart. */

import { recordOrder } from "./demo.js";
import { t } from "./i18n.js";
import { shop } from "./shop.js";
import { cartArticles, track } from "./tracking.js";

let microlift = null;

export const orderThrough = (client) => (microlift = client);

export async function placeOrder() {
  const cart = shop.cart();
  const { totals } = shop.offer;
  const session = await microlift.session();
  if (!session) throw new Error(t("problem.session"));
  const order = {
    order_id: `order-${cart.cart_id}`, // paid again after an answer that was lost, it is the same order
    session_id: session.session_id,
    cart_id: cart.cart_id,
    currency: cart.currency,
    lines: cart.lines.map(({ line_id, item_id, quantity }) => ({ line_id, item_id, quantity, unit_price: shop.items.get(item_id).price })),
    total: totals.total,
  };
  await recordOrder(order);

  track("purchase", { articles: cartArticles(), value: order.total, params: { transaction_id: order.order_id } });
  microlift.cart.update({ ...cart, stage: "completed" });
  shop.lastOrder = { ...order, saved: -((totals.items_discount ?? 0) + (totals.shipping_discount ?? 0)) };
  shop.newCart();
  shop.tell("ordered");
}
