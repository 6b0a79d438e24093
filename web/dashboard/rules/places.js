/** Where in a JSON text a path leads, and which path a place in the text has: by CodeMirror's syntax tree. */

import { EditorState, ensureSyntaxTree, json, syntaxTree } from "../vendor/editor.js";

const PATIENCE_MS = 2000;
const LARGE = 100_000;
const WRITTEN = new Set(["Object", "Array", "Property", "PropertyName", "String", "Number", "True", "False", "Null"]);
const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

const textOf = (state, node) => state.doc.sliceString(node.from, node.to);

/** Returns the string that a quoted node holds, even while it is being typed. */
function unquoted(state, node) {
  const text = textOf(state, node);
  try {
    return JSON.parse(text);
  } catch {
    return text.replace(/^"|"$/g, "");
  }
}

const children = (node) => {
  const found = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
};
const valueIn = (property) => children(property).find((child) => VALUES.has(child.name));
const elements = (array) => children(array).filter((child) => VALUES.has(child.name));
const nameOf = (state, property) => (property.firstChild?.name === "PropertyName" ? unquoted(state, property.firstChild) : null);

const whole = (state) => (ensureSyntaxTree(state, state.doc.length, PATIENCE_MS) ?? syntaxTree(state)).topNode;
const rootOf = (state) => children(whole(state)).find((child) => VALUES.has(child.name));

/** Returns `["rules", 3, "when"]` for `$.rules[3].when` or `/rules/3/when`. */
export function steps(path) {
  if (path.startsWith("/")) return path.slice(1).split("/").map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
  return [...path.replace(/^\$/, "").matchAll(/\[(\d+)\]|\[["'](.+?)["']\]|\.?([^.[\]]+)/g)].map(([, index, quoted, name]) => index ?? quoted ?? name);
}

/** Returns the range of what `path` names, or of as much of it as there is; a member's whole `"name": value`. */
export function locate(state, path) {
  let node = rootOf(state);
  let range = node ? { from: node.from, to: Math.min(node.to, node.from + 1) } : { from: 0, to: 0 };
  for (const step of typeof path === "string" ? steps(path) : path) {
    const property = node?.name === "Object" && children(node).find((child) => child.name === "Property" && nameOf(state, child) === String(step));
    const element = node?.name === "Array" && elements(node)[Number(step)];
    if (!property && !element) break;
    range = property || element;
    node = property ? valueIn(property) : element;
  }
  return { from: range.from, to: range.to };
}

/** Returns the value that a node says so far, what is unfinished left out; `without` a property, as if it were not there. */
export function saying(state, node, without = null) {
  if (!node) return undefined;
  if (node.name === "Object") {
    const members = children(node).filter((child) => child.name === "Property" && !(without && child.from === without.from));
    return Object.fromEntries(members.map((property) => [nameOf(state, property), saying(state, valueIn(property), without)]));
  }
  if (node.name === "Array") return elements(node).map((element) => saying(state, element, without));
  if (node.name === "String") return unquoted(state, node);
  try {
    return JSON.parse(textOf(state, node));
  } catch {
    return undefined;
  }
}

export const everything = (state, without = null) => saying(state, rootOf(state), without);

/** Returns what the document says along `path`; beside it only single values, of lists and objects no more than that they are. */
export function along(state, path, without = null) {
  const walk = (node, [step, ...rest]) => {
    if (node?.name === "Object") {
      const members = children(node).filter((child) => child.name === "Property" && child.from !== without?.from);
      return Object.fromEntries(members.map((property) => [nameOf(state, property), valueIn(property)]).map(([name, value]) => [name, name === step ? walk(value, rest) : shallow(value)]));
    }
    if (node?.name !== "Array") return shallow(node);
    const found = [];
    if (step !== undefined) found[step] = walk(elements(node)[step], rest);
    return found;
  };
  const shallow = (node) => (node?.name === "Object" ? {} : node?.name === "Array" ? [] : saying(state, node));
  return walk(rootOf(state), path);
}

/** Returns what the document says without the member that is being begun: unfinished, it would hide its neighbours. */
export function around(state, { within, property, path }) {
  if (!within || state.doc.length > LARGE) return along(state, path, property);
  const text = state.doc.sliceString(0, within.from) + state.doc.sliceString(within.to);
  return along(EditorState.create({ doc: text, extensions: [json()] }), path);
}

/** Returns the path to a node's own value: for a property, to its parent's member. */
function pathTo(state, node) {
  const path = [];
  for (let at = node; at?.parent; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(state, at));
    else if (at.parent.name === "Array" && VALUES.has(at.name)) path.unshift(elements(at.parent).findIndex((each) => each.from === at.from));
  }
  return path;
}

/**
 * Returns what may be typed at `pos`: `{ role: "key" | "value", path, within, property, from, to }`, or null.
 * A key's path is its object's; `within` is the string or name that the place is in, `property` the one being written.
 */
export function placeAt(state, pos, side = -1) {
  const tree = ensureSyntaxTree(state, Math.min(state.doc.length, pos + 2000), 200) ?? syntaxTree(state);
  let node = tree.resolveInner(pos, side);
  // Commas, colons, brackets and what is wrong belong to what they stand in; behind its end, to what that stands in.
  while (node && !WRITTEN.has(node.name) && node.parent) node = node.parent;
  while (node?.parent && (node.name === "Object" || node.name === "Array") && pos >= node.to) node = node.parent;
  const quoted = node.name === "PropertyName" || node.name === "String";
  const within = quoted && node.from < pos && (pos < node.to || !/[^\\]"$|^"$/.test(textOf(state, node)) || side === 1) ? node : null;
  if (node.name === "PropertyName") {
    if (!within) return null;
    const property = node.parent;
    return { role: "key", path: pathTo(state, property.parent), within, property, object: property.parent, from: node.from, to: node.to };
  }
  if (node.name === "Property") return { role: "value", path: pathTo(state, node), within: null, property: node, from: pos, to: pos };
  if (node.name === "Object") return { role: "key", path: pathTo(state, node), within: null, property: null, object: node, from: pos, to: pos };
  if (node.name === "Array") return { role: "value", path: [...pathTo(state, node), elements(node).filter((each) => each.to <= pos).length], within: null, property: null, from: pos, to: pos };
  if (!VALUES.has(node.name)) return null;
  const property = node.parent?.name === "Property" ? node.parent : null;
  return { role: "value", path: pathTo(state, node), within, property, from: node.from, to: node.to, node };
}

/** Returns where the text stops being JSON and, of a text that is not too long to look, members that are named twice. */
export function faults(state) {
  const found = [];
  whole(state).cursor().iterate((node) => {
    if (node.type.isError) found.push({ kind: "syntax", from: node.from, to: Math.max(node.to, Math.min(node.from + 1, state.doc.length)) });
    if (node.name !== "Object" || state.doc.length > LARGE) return;
    const seen = new Set();
    for (const property of children(node.node).filter((child) => child.name === "Property")) {
      const name = nameOf(state, property);
      if (seen.has(name)) found.push({ kind: "twice", name, from: property.firstChild.from, to: property.firstChild.to });
      seen.add(name);
    }
  });
  return found;
}
