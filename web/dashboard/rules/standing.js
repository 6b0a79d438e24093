/** What the shop has for the desk, as text, and in words. */

import { moment } from "../format.js";
import { t } from "../i18n.js";
import { laidOut } from "./layout.js";

/** Returns the draft, or what serves as the start of one, as `{revision, text}`. */
export function standing({ draft, active }) {
  // A new draft has its own note: the last version's says what changed then.
  const { note, ...fresh } = active?.document ?? {};
  return { revision: draft?.revision ?? null, text: laidOut(draft?.document ?? fresh) };
}

/** Returns the words for that: a draft's revision, or the version that serves. */
export function toldStanding({ draft, active } = {}) {
  if (!draft) return t("desk.noDraft", { version: active?.version ?? 0 });
  return t("desk.draft", { revision: draft.revision, who: draft.author || t("desk.somebody"), time: moment(draft.saved_at) });
}
