/**
 * GA4's events as Microlift has them: amounts in minor units, an item's five members, parameters that are plain values.
 *
 * GA4 has decimal amounts; 25.9 EUR becomes 2590, 1299 JPY stays, 1.299 KWD becomes 1299.
 */

const NO_DIGIT = /BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF/;
const THREE_DIGITS = /BHD|IQD|JOD|KWD|LYD|OMR|TND/;
const MONEY = /^(tax|shipping|discount)$/;
const NOT_OURS = /^gtm\.|^_|^(event|send_to|user_id)$/;
const MOST_PARAMETERS = 25;

/** @param {any} amount a decimal, or a text of one @param {string} currency @returns {number | undefined} */
export function minor(amount, currency) {
  // Shifted as a text: 1.005 * 100 is 100.49999999999999.
  const value = Math.round(Number(`${amount}e${NO_DIGIT.test(currency) ? 0 : THREE_DIGITS.test(currency) ? 3 : 2}`));
  return value >= 0 ? value : undefined;
}

/** @param {any} item @param {string} currency */
const itemOf = (item, currency) => ({
  item_id: String(item.item_id ?? item.id ?? item.item_name),
  quantity: Math.round(item.quantity ?? 1) || 0,
  price: currency && minor(item.price, currency),
  category: item.item_category,
  brand: item.item_brand,
});

/** Keeps what a parameter may be; an address without what may be personal. @param {any} value */
function plain(value) {
  if (typeof value === "string") return value && (/^https?:/.test(value) ? value.replace(/[?#].*/s, "") : value).slice(0, 256);
  return typeof value === "boolean" || Number.isFinite(value) ? value : undefined;
}

/** @param {string} event_name @param {any} fields @param {string} [shopCurrency] of items without one */
export function fromGa4(event_name, fields, shopCurrency) {
  const { items, currency = items?.[0]?.currency ?? (items && shopCurrency), ...others } = fields;
  // Only beside a currency is GA4's value an amount; a filter's, for one, is a parameter.
  const value = currency && minor(others.value, currency);
  if (value !== undefined) delete others.value;
  const params = Object.entries(others)
    .filter(([name]) => !NOT_OURS.test(name) && name.length <= 40)
    .map(([name, given]) => [name, MONEY.test(name) && currency ? minor(given, currency) : plain(given)])
    .filter(([, given]) => given !== undefined && given !== "");
  return {
    event_name,
    ...(items?.map && { items: items.map((/** @type {any} */ item) => itemOf(item, currency)) }),
    ...(currency && { currency, value }),
    params: Object.fromEntries(params.slice(0, MOST_PARAMETERS)),
  };
}
