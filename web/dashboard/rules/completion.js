/** Completion and hover by the schema: which members and values a place allows, and what they mean. */

import { startCompletion } from "../vendor/editor.js";
import { h } from "../dom.js";
import { local, t } from "../i18n.js";
import { along, around, everything, placeAt, saying } from "./places.js";
import { membersOf, openTo, schemasAt, typesOf, valuesOf } from "./schema.js";

const BLANKS = { object: "{}", array: "[]", string: '""' };

/** Returns the text that a fresh member starts with, and how far from its end the cursor belongs. */
function start(schemas) {
  const sure = valuesOf(schemas).filter((each) => each.certain);
  if (sure.length === 1) return [JSON.stringify(sure[0].value), 0];
  const [type] = typesOf(schemas);
  const blank = BLANKS[type] ?? (sure.length && sure.every(({ value }) => typeof value === "string") ? '""' : "");
  return [blank, blank.length / 2];
}

/** Returns an `apply` that writes `text` for what is being typed and leaves the cursor `back` before its end. */
function writes(text, back, again = false) {
  return (view, _, from, to) => {
    const { within } = placeAt(view.state, to) ?? {};
    const range = within ? { from: within.from, to: within.to } : { from, to };
    view.dispatch({ changes: { ...range, insert: text }, selection: { anchor: range.from + text.length - back }, userEvent: "input.complete" });
    if (again) startCompletion(view);
  };
}

function keys(root, state, place) {
  const rest = state.doc.sliceString(place.to, place.to + 200);
  const finished = /^\s*:/.test(rest);
  const document = finished ? along(state, place.path, place.property) : around(state, place);
  const present = new Set(Object.keys(place.path.reduce((value, step) => value?.[step], document) ?? {}));
  const schemas = schemasAt(root, place.path, document);
  const comma = finished || !/^\s*"/.test(rest) ? "" : /^\s/.test(rest) ? "," : ", ";
  return membersOf(root, schemas).filter(({ name }) => !present.has(name)).map(({ name, schema, required }) => {
    const open = openTo(root, schema);
    const [blank, back] = start(open);
    const text = finished ? JSON.stringify(name) : `${JSON.stringify(name)}: ${blank}${comma}`;
    return { label: name, type: "property", detail: typesOf(open).join(", "), info: schema.description, boost: required ? 2 : 0, apply: writes(text, finished ? 0 : back + comma.length, !finished && blank !== "") };
  });
}

/** Returns what the document itself offers: groups for `group`, rules for `excludes`. */
function fromDocument(state, path) {
  if (path.at(-1) !== "group" && !path.includes("excludes")) return [];
  const document = everything(state);
  if (path.at(-1) === "group") return (document?.groups ?? []).map(({ id }) => ({ value: id, description: t("editor.group") }));
  return (document?.rules ?? []).map(({ id, title }) => ({ value: id, description: local(title) }));
}

function values(root, state, place) {
  const document = along(state, place.path, place.property);
  // A kind decides what else there may be, so every kind is offered, whatever stands beside it.
  const schemas = schemasAt(root, place.path, place.path.at(-1) === "type" ? undefined : document);
  const options = [...valuesOf(schemas), ...fromDocument(state, place.path)].filter(({ value }) => value !== undefined && (!place.within || typeof value === "string"));
  const named = options.map(({ value, description, certain }) => ({
    label: typeof value === "string" ? value : JSON.stringify(value), type: "enum", detail: certain === false ? t("editor.example") : undefined, info: description, apply: writes(JSON.stringify(value), 0),
  }));
  if (place.within || named.length) return named;
  return typesOf(schemas).filter((type) => BLANKS[type]).map((type) => ({ label: BLANKS[type], detail: t(`editor.${type}`), apply: writes(BLANKS[type], 1, true) }));
}

/** Returns the completion source for documents that follow the schema that `schema()` returns. */
export function completions(schema) {
  return (context) => {
    const root = schema();
    const place = root && placeAt(context.state, context.pos);
    if (!place) return null;
    const word = context.matchBefore(/[\w.\-@:]*/);
    if (!place.within && !context.explicit && !(word && word.from < word.to)) return null;
    // A finished number or word is replaced only when somebody asks.
    if (place.node && !place.within && !context.explicit) return null;
    const options = (place.role === "key" ? keys : values)(root, context.state, place);
    if (!options.length) return null;
    // Asked in the middle of a finished value, everything else is the answer.
    const finished = context.explicit && place.within && options.some(({ label }) => label === saying(context.state, place.within));
    return { from: place.within ? place.within.from + 1 : word?.from ?? context.pos, options, filter: !finished, validFor: finished ? undefined : /^[\w.\-@: ]*$/ };
  };
}

/** Returns what the schema says of the member or value at a place, as a tooltip's source. */
export function explanations(schema) {
  return (view, pos, side) => {
    const root = schema();
    const place = root && placeAt(view.state, pos, side);
    if (!place?.within && !place?.node) return null;
    const path = place.role === "key" ? [...place.path, saying(view.state, { name: "String", from: place.from, to: place.to })] : place.path;
    const schemas = schemasAt(root, path, along(view.state, path));
    const value = place.node && saying(view.state, place.node);
    const meaning = place.role === "value" && valuesOf(schemas).find((each) => each.value === value && each.description)?.description;
    const description = schemas.find((each) => each.description)?.description;
    if (!meaning && !description) return null;
    const words = [...new Set([meaning, description])].filter(Boolean);
    const shown = h("div", { class: "said" }, h("strong", {}, path.slice(-2).map(String).join(" › ")), h("span", { class: "kind" }, ` ${typesOf(schemas).join(", ")}`), words.map((each) => h("p", {}, each)));
    return { pos: place.from, end: place.to, above: true, create: () => ({ dom: shown }) };
  };
}
