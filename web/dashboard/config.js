/** What whoever serves these pages says of the shop. */

import { timesOf } from "./format.js";

/** Returns the address of the shop's API; from then on times are those of the shop's clocks. */
export async function findApi() {
  const { api, time_zone: zone } = await (await fetch("/config.json")).json();
  if (zone) timesOf(zone);
  return api;
}
