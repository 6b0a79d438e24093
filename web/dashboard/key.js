/** The admin key: from the address's fragment, kept for this tab only, asked for when missing or wrong. */

import { $, h, swap } from "./dom.js";
import { t } from "./i18n.js";
import { shelf } from "./kept.js";

const kept = shelf("sessionStorage", "microlift.admin_key");

/** Returns the key in the address, `#admin_key=...`, which leaves it at once; null when there is none. */
function givenKey() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get("admin_key") ?? fragment.get("key");
  if (given) {
    kept.write(given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return given;
}

/** Returns the key that the address brings, or the one kept. */
export const knownKey = () => givenKey() ?? kept.read();

export const forgetKey = () => kept.forget();

// A link with a key, opened over the same page, is no new page to the browser: the key would stay in the address.
addEventListener("hashchange", () => givenKey() && location.reload());

/** Shows the form; `opened(key)` hears the answer. */
export function askKey(opened, failure = null) {
  const submitted = (event) => {
    event.preventDefault();
    const key = $("#admin-key").value.trim();
    kept.write(key);
    $("#gate").hidden = true;
    opened(key);
  };
  swap($("#gate"), h("form", { class: "card", onsubmit: submitted },
    h("h2", { id: "gate-title" }, t("key.title")),
    h("p", { class: "soft" }, t("key.lead")),
    h("label", { for: "admin-key" }, t("key.label")),
    h("input", { id: "admin-key", type: "password", autocomplete: "off", required: true, placeholder: "ak_…", "aria-describedby": failure && "gate-failure", "aria-invalid": failure ? "true" : null }),
    failure && h("p", { id: "gate-failure", class: "failure", role: "alert" }, failure),
    h("button", { class: "primary", type: "submit" }, t("key.open"))));
  $("#gate").hidden = false;
  $("#board").hidden = true;
  $("#admin-key").focus();
}
