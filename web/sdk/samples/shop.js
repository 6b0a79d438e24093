/** What both sample pages share and any shop has: a cart, a log, and buttons for consent. */

const PRICE = 6000;
const money = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });
const cartId = `c-${crypto.randomUUID()}`;
let quantity = 0;

const element = (id) => document.getElementById(id);

function note(text) {
  const line = document.createElement("li");
  line.textContent = text;
  element("log").prepend(line);
}

/** The cart as Microlift takes it: amounts in cents. */
const cart = () => ({
  cart_id: cartId, currency: "EUR", stage: "cart", codes: [], shipping: { selected: false, amount: 590 },
  lines: [{ line_id: "l-1", item_id: "plaid-di-lana", quantity, unit_price: PRICE, category: "home" }],
});

/** Shows what `client` says, and has the buttons do what a shop's do; `added` tells the dataLayer. */
export function open(client, added) {
  client.on("status", (status) => note(`the socket is ${status}`));
  client.on("session", ({ session_id }) => note(`session ${session_id.slice(0, 10)}…`));
  client.on("error", ({ code, message }) => note(`error: ${code ?? ""} ${message}`));
  client.onIntervention(({ type, rule }) => note(`intervention ${type}, by ${rule}`));
  client.onDecision(({ totals, discounts }) => {
    const total = totals.find(({ type }) => type === "total").amount;
    const rules = discounts.applied.map(({ title, amount }) => `${title}: −${money.format(amount / 100)}`);
    element("cart").textContent = [`${quantity} × Wool blanket, ${money.format(total / 100)} with shipping.`, ...rules].join(" ");
    note(`decision: ${rules.join(", ") || "no discount yet"}`);
  });
  element("add").addEventListener("click", () => {
    quantity += 1;
    added({ currency: "EUR", value: PRICE / 100, items: [{ item_id: "plaid-di-lana", item_name: "Wool blanket", price: PRICE / 100, quantity: 1 }] });
    client.cart.update(cart());
  });
  for (const id of ["add", "yes", "no"]) element(id).disabled = false;
  for (const [id, answer] of [["yes", "granted"], ["no", "denied"]]) {
    element(id).addEventListener("click", () => {
      window.gtag("consent", "update", { analytics_storage: answer });
      note(`analytics_storage: ${answer}`);
    });
  }
}
