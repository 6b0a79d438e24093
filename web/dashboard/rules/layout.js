/** How a rule set is set in lines: what is short and plain on one, everything else member by member. */

const ROOM = 70;

const flat = (value) => {
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (value && typeof value === "object") return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${flat(each)}`).join(", ")}}`;
  return JSON.stringify(value);
};

const depth = (value) => (value && typeof value === "object" ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0);

/** Returns `value` as JSON text, indented by two, lines up to 70 columns where that can be. */
export function laidOut(value, indent = "", name = "") {
  const one = flat(value);
  if (value === null || typeof value !== "object" || (depth(value) <= 2 && indent.length + name.length + one.length <= ROOM && indent)) return name + one;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value) ? value.map((each) => laidOut(each, deeper)) : Object.entries(value).map(([member, each]) => laidOut(each, deeper, `${JSON.stringify(member)}: `));
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return name + (parts.length ? `${open}\n${parts.map((part) => deeper + part).join(",\n")}\n${indent}${close}` : open + close);
}

/** Returns the value that `text` says, or undefined when it is not JSON. */
export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
