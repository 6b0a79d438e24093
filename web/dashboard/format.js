/** Times, money and facts, written for people; whatever is missing becomes a dash. */

const ZONE = "Europe/Rome";
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: ZONE });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: ZONE });

export const DASH = "–";

export const time = (at) => (at ? clock.format(at) : DASH);
export const moment = (at) => (at ? dayAndTime.format(at) : DASH);

/** Returns minor units as money, exact: the numeral is made of the integer's digits. */
export function money(minor, currency = "EUR") {
  if (!Number.isInteger(minor)) return DASH;
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency: currency || "EUR" });
  const digits = format.resolvedOptions().maximumFractionDigits;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const cut = text.length - digits;
  return format.format(`${minor < 0 ? "-" : ""}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ""}`);
}

export const percent = (share) => (typeof share === "number" ? new Intl.NumberFormat("en-GB", { style: "percent" }).format(share) : DASH);

/** Returns "3 d 4 h", "5 min", "12 s": the two largest units. */
export function duration(ms) {
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]];
  const parts = [];
  let left = Math.abs(ms);
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count) parts.push(`${count} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

/** Returns a fact's value with its unit, which the fact's name gives away. */
export function factValue(fact, value, currency) {
  if (value === null || value === undefined) return DASH;
  if (Array.isArray(value)) return value.join(", ") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Number.isInteger(value) && fact.endsWith("_ms")) return duration(value);
  if (Number.isInteger(value) && /subtotal|total|amount|price/.test(fact)) return money(value, currency);
  return String(value);
}

export const short = (id) => (id ? `${String(id).slice(0, 10)}${String(id).length > 10 ? "…" : ""}` : DASH);
