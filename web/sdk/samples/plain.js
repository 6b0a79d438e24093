/** A shop that loads the SDK as a module and tells GA4 by gtag(). */

import { start } from "../dist/microlift.js";
import { open } from "./shop.js";

window.dataLayer = window.dataLayer ?? [];
window.gtag = function gtag() {
  window.dataLayer.push(arguments);
};
gtag("consent", "default", { analytics_storage: "denied", wait_for_update: 500 });

// The local stack says where it is; a shop writes its own key and address here.
const { publishable_key: key, api: endpoint } = await (await fetch("/config.json")).json();
const client = start({ key, endpoint, currency: "EUR" });
open(client, (ecommerce) => gtag("event", "add_to_cart", ecommerce));
