/** The shop's state: articles, cart lines, wishes, shipping, the last decision; `change` says what moved. */

import { consent } from "./consent.js";
import { lasting, tab } from "./memory.js";

export const SHIPPING = { standard: 590, express: 1290, pickup: 0 };

class Shop extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { items: new Map(), lines: [], wishes: new Set(), offer: null, pending: false, customer: null, status: "connecting", intent: null, trust: null, lastFilters: [] });
    this.newCart();
  }

  newCart() {
    this.cartId = `c-${crypto.randomUUID()}`;
    this.lines = [];
    this.stage = "cart";
    this.shipping = { method: "standard", selected: false };
    this.offer = null;
    this.forged = null;
  }

  async load() {
    const items = await (await fetch("items.json")).json();
    this.items = new Map(items.map((item) => [item.item_id, item]));
    this.wishes = new Set(lasting.read().wishes ?? tab.read()?.wishes ?? []);
    // What another tab wishes is wished here, too: else the next wish here would take it back.
    lasting.heard(({ wishes }) => wishes && this.set({ wishes: new Set(wishes) }, "wishes"));
  }

  line(itemId) {
    return this.lines.find((line) => line.item_id === itemId);
  }

  /** Puts `quantity` pieces of the article in the cart, within its stock; 0 takes it out. */
  setQuantity(itemId, quantity) {
    const item = this.items.get(itemId);
    const wanted = Math.max(0, Math.min(quantity, item?.stock ?? 999, 999));
    const line = this.line(itemId);
    if (!wanted) this.lines = this.lines.filter((one) => one.item_id !== itemId);
    else if (line) line.quantity = wanted;
    else this.lines.push({ line_id: `l-${itemId}`, item_id: itemId, quantity: wanted });
    // Told a moment later, so that the event of this change leaves before the cart does.
    queueMicrotask(() => this.tell("cart"));
  }

  /** Brings back a cart that the session, or the tab, remembered. */
  restore(cart) {
    if (!cart?.lines?.length || cart.stage === "completed") return false;
    this.follow(cart);
    return this.lines.length > 0;
  }

  /** Makes the cart what it is elsewhere, also when it is empty there. */
  follow({ cart_id, lines, shipping }) {
    const method = Object.keys(SHIPPING).find((name) => SHIPPING[name] === shipping?.amount);
    if (method) this.shipping = { method, selected: shipping.selected };
    this.cartId = cart_id ?? this.cartId;
    this.lines = lines.filter(({ item_id }) => this.items.has(item_id)).map(({ line_id, item_id, quantity }) => ({ line_id, item_id, quantity }));
    if (!this.lines.length) this.offer = null;
  }

  get quantity() {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0);
  }

  get subtotal() {
    return this.lines.reduce((sum, line) => sum + line.quantity * this.items.get(line.item_id).price, 0);
  }

  /** The cart as the contract wants it, without its revision. */
  cart() {
    const lines = this.lines.map(({ line_id, item_id, quantity }) => {
      const { price, category, tags, addon_of } = this.items.get(item_id);
      return { line_id, item_id, quantity, unit_price: this.forged?.[item_id] ?? price, category, tags, addon_of };
    });
    const shipping = { selected: this.shipping.selected, amount: SHIPPING[this.shipping.method] };
    return { cart_id: this.cartId, currency: "EUR", stage: this.stage, lines, shipping, codes: [] };
  }

  wish(itemId) {
    if (!this.wishes.delete(itemId)) this.wishes.add(itemId);
    this.tell("wishes");
    return this.wishes.has(itemId);
  }

  /** Keeps for a reload what the shopper asked for, and for longer only what was granted; the cart is kept by the SDK. */
  keep() {
    if (consent.granted("analytics_storage")) lasting.write({ ...lasting.read(), wishes: [...this.wishes] });
    if (!this.wishes.size && !consent.answered) return tab.forget();
    tab.write({ wishes: [...this.wishes], ...(consent.answered && { consent: consent.signals }) });
  }

  set(values, what) {
    Object.assign(this, values);
    this.tell(what);
  }

  tell(what) {
    this.dispatchEvent(new CustomEvent("change", { detail: what }));
  }

  /** Calls `listener` when one of `kinds` changed: cart, offer, wishes, status, customer. */
  on(kinds, listener) {
    this.addEventListener("change", ({ detail }) => kinds.includes(detail) && listener(detail));
  }
}

export const shop = new Shop();
