/** A shop whose tag manager reads {event, ecommerce}, and that does not wait for the SDK's script. */

window.dataLayer = window.dataLayer || [];
window.gtag = function gtag() {
  window.dataLayer.push(arguments);
};
gtag("consent", "default", { analytics_storage: "denied", wait_for_update: 500 });
window.dataLayer.push({ event: "gtm.js", "gtm.start": Date.now() });

// Whatever is called before the script is there waits in this list.
window.microlift = window.microlift || [];
addEventListener("load", async () => {
  const { publishable_key: key, api: endpoint } = await (await fetch("/config.json")).json();
  window.microlift.push(["start", { key, endpoint, currency: "EUR" }]);
  const { open } = await import("./shop.js");
  open(window.microlift.start(), (ecommerce) => window.dataLayer.push({ ecommerce: null }, { event: "add_to_cart", ecommerce }));
});
