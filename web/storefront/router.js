/** Which page the address names: `#/`, `#/c/<category>`, `#/p/<item>`, `#/wishlist`, `#/checkout`, `#/thanks`. */

export function route() {
  const [page = "", argument = ""] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { page: { "": "list", c: "list", p: "item" }[page] ?? page, argument };
}

export const go = (hash) => {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
};

export const onRoute = (listener) => addEventListener("hashchange", listener);
