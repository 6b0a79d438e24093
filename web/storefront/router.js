/** Which page the address names: `#/`, `#/c/<category>`, `#/p/<item>`, `#/wishlist`, `#/checkout`, `#/thanks`. */

export function route() {
  const [page = "", argument = ""] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  return { page: { "": "list", c: "list", p: "item" }[page] ?? page, argument };
}

/** Returns what `part` of an address says; one that is cut off in the middle of a sign is taken as it stands. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const go = (hash) => {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
};

export const onRoute = (listener) => addEventListener("hashchange", listener);
