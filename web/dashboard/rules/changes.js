/** What one version says otherwise than another, drawn rule by rule. */

import { h } from "../dom.js";
import { t } from "../i18n.js";

const SHOWN = 40;

const written = (value) => (value === null || value === undefined ? t("diff.nothing") : typeof value === "string" ? value : JSON.stringify(value));

const path = ({ path: where, before, after }) => h("li", {}, h("code", {}, where.replace(/^\$\.?/, "") || t("diff.rule")), " ",
  h("del", {}, written(before)), " → ", h("ins", {}, written(after)));

/** Returns `{added, removed, changed, settings}` as a list; words of its own when nothing differs. */
export function drawnDiff({ added = [], removed = [], changed = [], settings = [] }) {
  const named = (title, ids, kind) => (ids.length ? h("li", { class: kind }, h("strong", {}, title), " ", ids.map((id) => h("code", { class: "chip-plain" }, id))) : null);
  const rules = changed.slice(0, SHOWN).map(({ rule, paths }) => h("li", {}, h("strong", {}, t("diff.changed")), " ", h("code", { class: "chip-plain" }, rule), h("ul", { class: "paths" }, paths.slice(0, SHOWN).map(path))));
  const rest = changed.length > SHOWN ? h("li", { class: "soft" }, t("diff.more", { count: changed.length - SHOWN })) : null;
  const own = settings.length ? h("li", {}, h("strong", {}, t("diff.settings")), h("ul", { class: "paths" }, settings.map(path))) : null;
  const entries = [named(t("diff.added"), added, "added"), named(t("diff.removed"), removed, "removed"), ...rules, rest, own].filter(Boolean);
  return entries.length ? h("ul", { class: "diff" }, entries) : h("p", { class: "soft" }, t("diff.same"));
}
