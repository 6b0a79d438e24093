/** How the shopper came, in GA4's words for a medium: what a campaign's link says of itself, else who linked here. */

const SEARCHES = /(^|\.)(bing|duckduckgo|ecosia|google|qwant|yahoo)\./;

export function channel(address = location.href, referrer = document.referrer) {
  const here = new URL(address);
  const said = here.searchParams.get("utm_medium")?.trim().toLowerCase().slice(0, 32);
  if (said) return said;
  const from = URL.canParse(referrer) ? new URL(referrer).hostname : "";
  if (!from || from === here.hostname) return "direct";
  return SEARCHES.test(from) ? "organic" : "referral";
}
