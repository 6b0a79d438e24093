/** Times, money and facts, written for people; whatever is missing becomes a dash. */

import { locale, t } from "./i18n.js";

/** The shop's time zone. */
export let zone;
let clock;
let dayAndTime;

/** Has times written by the clocks of a zone, once the page knows which is the shop's. */
export function timesOf(name) {
  zone = name;
  clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone: zone });
  dayAndTime = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone });
}
timesOf("Europe/Rome");

export const DASH = "–";

export const time = (at) => (at ? clock.format(at) : DASH);
export const moment = (at) => (at ? dayAndTime.format(at) : DASH);
const dayAlone = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "numeric", timeZone: "UTC" });
/** Returns a date such as "2026-11-30" in words. */
export const dayOf = (date) => dayAlone.format(Date.parse(date));
const plain = new Intl.NumberFormat(locale);
export const count = (value) => (Number.isFinite(value) ? plain.format(value) : DASH);

// ISO 4217, as `shared/domain/money.py` has it. Browsers go by what people still use, which is no Hungarian fillér.
const NO_DIGIT = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF)$/;
const THREE_DIGITS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/;

/** Returns how many digits the minor unit of a currency has. */
const exponent = (currency) => (NO_DIGIT.test(currency) ? 0 : THREE_DIGITS.test(currency) ? 3 : 2);

const purses = new Map();

/** Returns the format of a currency; one that is none, as while it is being typed, gets amounts without its sign. */
function formatOf(currency) {
  const digits = { minimumFractionDigits: exponent(currency), maximumFractionDigits: exponent(currency) };
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency, ...digits });
  } catch {
    return new Intl.NumberFormat(locale, digits);
  }
}

/** Returns the same, made once: making one costs more than all of a list's amounts. */
function purse(currency) {
  if (!purses.has(currency)) purses.set(currency, formatOf(currency));
  return purses.get(currency);
}

/** Returns minor units as money, exact: the numeral is made of the integer's digits. */
export function money(minor, currency = "EUR") {
  if (!Number.isInteger(minor)) return DASH;
  const digits = exponent(currency || "EUR");
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const cut = text.length - digits;
  return purse(currency || "EUR").format(`${minor < 0 ? "-" : ""}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ""}`);
}

const parts = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
export const percent = (share) => (typeof share === "number" ? parts.format(share) : DASH);

/** Returns "3 d 4 h", "5 min", "12 s": the two largest units. */
export function duration(ms) {
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]];
  const said = [];
  let left = Math.abs(ms);
  for (const [name, size] of units) {
    const many = Math.floor(left / size);
    left -= many * size;
    if (many) said.push(`${many} ${name}`);
    if (said.length === 2) break;
  }
  return said.join(" ") || "0 s";
}

/** Returns a fact's value with its unit, which the fact's name gives away. */
export function factValue(fact, value, currency) {
  if (value === null || value === undefined) return DASH;
  if (Array.isArray(value)) return value.map((each) => factValue(fact, each, currency)).join(", ") || t("value.none");
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (Number.isInteger(value) && fact.endsWith("_ms")) return duration(value);
  if (Number.isInteger(value) && fact.endsWith("_s")) return duration(value * 1000);
  if (Number.isInteger(value) && /_days$|^clock\.da/.test(fact)) return `${value} d`;
  if (Number.isInteger(value) && fact === "session.intent") return percent(value / 10_000);
  if (Number.isInteger(value) && fact === "cart.percentile") return percent(value / 100);
  if (Number.isInteger(value) && /subtotal|total|amount|price|lifetime_value|margin$/.test(fact)) return money(value, currency);
  return String(value);
}

export const short = (id) => (id ? `${String(id).slice(0, 10)}${String(id).length > 10 ? "…" : ""}` : DASH);

/** Returns the epoch ms of a wall clock's "2026-12-05T18:30" in the shop's zone. */
export function epochOf(wall) {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  // Twice: near a change of the clocks the first offset is the one of the other side.
  return [0, 1].reduce((at) => asUtc - (wallOf(at) - at), asUtc);
}

function wallOf(at) {
  const wall = Object.fromEntries(new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(at).map(({ type, value }) => [type, value]));
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) + (at % 1000);
}

/** Returns the shop's wall clock at an epoch ms, as a date-time field takes it. */
export const wallClock = (at) => new Date(wallOf(at)).toISOString().slice(0, 16);
