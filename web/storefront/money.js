/** Money on the page: integers in minor units, written out by the browser, exact to the last cent. */

import { language } from "./i18n.js";

const formats = new Map();

function format(currency) {
  const key = `${language()} ${currency}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), { style: "currency", currency }));
  return formats.get(key);
}

/** Returns the decimal numeral of `minor`, as "-12.05": a string, so nothing is rounded on the way. */
export function decimal(minor, currency = "EUR") {
  const digits = format(currency).resolvedOptions().maximumFractionDigits;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const cut = text.length - digits;
  return `${minor < 0 ? "-" : ""}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ""}`;
}

export function money(minor, currency = "EUR") {
  return format(currency).format(decimal(minor, currency));
}

/** Returns the price of a kilogram or litre, half up to the cent, of `quantity` g or ml at `price`. */
export function pricePerThousand(price, quantity) {
  return Math.floor((2 * price * 1000 + quantity) / (2 * quantity));
}

export function percent(probability) {
  return new Intl.NumberFormat(language(), { style: "percent" }).format(probability);
}
