/** Carts to start from, of the demo shop's articles; amounts in minor units, in the currency that the shop counts in. */

const line = (place, item_id, unit_price, category, more = {}) => ({ line_id: `l-${place}`, item_id, quantity: 1, unit_price, category, ...more });

export function samplesIn(currency) {
  const cart = (lines, shipping = { selected: false, amount: 590 }) => ({ cart_id: "c-try-out", revision: 1, currency, stage: "cart", lines, shipping, codes: [] });
  return [
    { name: "three", asked: { cart: cart([line(1, "plaid-di-lana", 6000, "home"), line(2, "sciarpa-di-lana", 4000, "fashion"), line(3, "taccuino-in-pelle", 3200, "gift")]), observed: {} } },
    { name: "dear", asked: { cart: cart([line(1, "borsa-in-pelle", 14000, "fashion"), line(2, "kit-cura-pelle", 1490, "fashion", { addon_of: "borsa-in-pelle" })]), observed: { "customer.prime": true } } },
    { name: "season", asked: { cart: cart([line(1, "panettone-classico", 2890, "food", { quantity: 2, tags: ["seasonal:panettone", "bestseller"] }), line(2, "miele-millefiori", 890, "food")], { selected: true, amount: 590 }), observed: {} } },
    { name: "small", asked: { cart: cart([line(1, "candele-profumate", 2400, "gift")]), observed: { "session.events.add_to_cart": 3 } } },
  ];
}
