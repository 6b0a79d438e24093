/** How the shopper came, in GA4's words for a medium: what a campaign's link says of itself, else who linked here. */

import { cut } from "./ga4.js";

const SEARCHES = /\b(bing|duckduckgo|ecosia|google|qwant|yahoo)\./;

/** @param {string} address @param {string} referrer */
export function channel(address, referrer) {
  const here = new URL(address);
  const said = cut(here.searchParams.get("utm_medium") ?? "", 32);
  const from = referrer && new URL(referrer).hostname;
  return said || (!from || from === here.hostname ? "direct" : SEARCHES.test(from) ? "organic" : "referral");
}

/** Takes a reminder's return token out of the address, so that it is used once and not passed on. */
export function returnToken() {
  const address = new URL(location.href);
  const token = address.searchParams.get("return_token");
  address.searchParams.delete("return_token");
  if (token) history.replaceState(history.state, "", address);
  return token;
}
