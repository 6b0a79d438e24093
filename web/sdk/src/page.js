/** Which page the shopper is on: as the shop says, else as the page itself says it in its markup. */

/** @typedef {{type?: string, path: string, item?: any}} Place */

/** Returns the product of the page's JSON-LD, where it is the page's own subject and not one of a list. */
function product() {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      const said = JSON.parse(script.textContent ?? "");
      const found = [said["@graph"] ?? said].flat().find((thing) => /^Product/.test(thing["@type"]));
      if (found) return found;
    } catch {
      // The shop's markup is the shop's.
    }
  }
}

/** @returns {Place} */
export function placeNow() {
  const { microliftPage, microliftItem } = { ...document.documentElement.dataset, ...document.body?.dataset };
  const described = product() ?? (document.querySelector('[property="og:type"][content=product]') && {});
  const item_id = microliftItem ?? described?.sku;
  return { type: microliftPage ?? (described && "product"), path: location.pathname, item: item_id && { item_id: `${item_id}` } };
}
