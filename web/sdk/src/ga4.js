/**
 * GA4's events as Microlift has them: amounts in minor units, an item's five members, parameters that are plain values.
 *
 * GA4 has decimal amounts; 25.9 EUR becomes 2590, 1299 JPY stays, 1.299 KWD becomes 1299.
 */

// In [BDGKRX].F are the francs: BIF, DJF, GNF, KMF, RWF, XAF, XOF, XPF.
const NO_DIGIT = /[BDGKRX].F|CLP|ISK|JPY|KRW|PYG|UGX|UYI|VND|VUV/;
const THREE_DIGITS = /(BH|IQ|JO|KW|LY|TN)D|OMR/;
const MONEY = /^(tax|shipping|discount)$/;
const NOT_OURS = /^gtm\.|^_|^(event|send_to|user_id)$|.{41}/;
const MOST_PARAMETERS = 25;
const MOST_ITEMS = 200;
const LONGEST_TEXT = 256;

/** Whole characters: half of a surrogate pair would be no text. @param {string} text */
export const cut = (text, most = LONGEST_TEXT) => [...text].slice(0, most).join("");

/** @param {any} amount a decimal, or a text of one @param {any} currency without one it is no amount @returns {number | undefined} */
export function minor(amount, currency) {
  // Shifted as a text: 1.005 * 100 is 100.49999999999999.
  const value = Math.round(Number(`${amount}e${NO_DIGIT.test(currency) ? 0 : THREE_DIGITS.test(currency) ? 3 : 2}`));
  return currency && value >= 0 ? value : undefined;
}

/** @param {any} value a text, or a number that stands for one */
const text = (value) => (value == null ? undefined : cut(`${value}`));

/** @param {any} item @param {string} [currency] */
const itemOf = (item, currency) => ({
  item_id: text(item.item_id || item.id || item.item_name),
  quantity: Math.max(1, Math.round(item.quantity) || 1),
  price: minor(item.price, currency),
  category: text(item.item_category),
  brand: text(item.item_brand),
});

/** Keeps what a parameter may be; an address without what may be personal. @param {any} value */
function plain(value) {
  if (typeof value === "string") return cut(/^https?:/.test(value) ? value.replace(/[?#].*/s, "") : value);
  return typeof value === "boolean" || Number.isFinite(value) ? value : undefined;
}

/** @param {string} event_name @param {any} fields @param {string} [shopCurrency] of items without one */
export function fromGa4(event_name, fields, shopCurrency) {
  const { items, currency: said, ...others } = fields;
  const currency = /^[a-z]{3}$/i.exec(said || items?.[0]?.currency || (items && shopCurrency))?.[0].toUpperCase();
  // Only beside a currency is GA4's value an amount; a filter's, for one, is a parameter.
  const value = minor(others.value, currency);
  if (value !== undefined) delete others.value;
  const params = Object.entries(others)
    .filter(([name]) => !NOT_OURS.test(name))
    .map(([name, given]) => [name, MONEY.test(name) && currency ? minor(given, currency) : plain(given)])
    .filter(([, given]) => (given ?? "") !== "");
  return {
    event_name,
    items: items
      ?.slice?.(0, MOST_ITEMS)
      .map?.((/** @type {any} */ item) => itemOf(item ?? {}, currency))
      .filter((/** @type {any} */ { item_id }) => item_id),
    currency,
    value,
    params: Object.fromEntries(params.slice(0, MOST_PARAMETERS)),
  };
}
