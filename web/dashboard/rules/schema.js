/** What the rule sets' JSON Schema says about a place: the schemas that a value there may follow. */

const own = (object, name) => Object.prototype.hasOwnProperty.call(object ?? {}, name);
const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value);

function typed(type, value) {
  const types = [type].flat();
  return types.includes(typeOf(value)) || (types.includes("number") && typeof value === "number");
}

/** Says whether what `value` says so far may still become something that `schema` allows; one level deep. */
function fits(root, schema, value) {
  if (value === undefined || typeof schema === "boolean") return schema !== false;
  const told = resolved(root, schema);
  if (told.type && !typed(told.type, value)) return false;
  if (own(told, "const") && told.const !== value) return false;
  if (told.enum && !told.enum.includes(value)) return false;
  if (typeof value === "string" && told.pattern && !new RegExp(told.pattern, "u").test(value)) return false;
  if (told.required && value && typeof value === "object" && told.properties && !told.additionalProperties && Object.keys(value).some((name) => !own(told.properties, name))) return false;
  for (const [name, member] of Object.entries(told.properties ?? {})) {
    if (!own(value, name) || typeof member !== "object") continue;
    const of = resolved(root, member);
    if ((own(of, "const") && of.const !== value[name]) || (of.enum && !of.enum.includes(value[name]) && value[name] !== undefined)) return false;
  }
  return true;
}

/** Returns `schema` with what its `$ref` leads to; its own words win over those that it points to. */
function resolved(root, schema) {
  let told = schema;
  for (let hops = 0; told.$ref && hops < 20; hops += 1) {
    const { $ref, ...rest } = told;
    const target = $ref.replace(/^#\/?/, "").split("/").filter(Boolean).reduce((part, step) => part?.[step.replace(/~1/g, "/").replace(/~0/g, "~")], root);
    told = { ...target, ...rest };
  }
  return told;
}

/** Returns the schemas that `schema` stands for when the value so far is `value`: alternatives chosen, conditions followed. */
function expanded(root, schema, value, seen = new Set()) {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const told = resolved(root, schema);
  const found = [told];
  for (const part of told.allOf ?? []) found.push(...expanded(root, part, value, seen));
  for (const choices of [told.anyOf, told.oneOf]) {
    if (!choices) continue;
    const fitting = choices.filter((choice) => fits(root, choice, value));
    for (const choice of fitting.length ? fitting : choices) found.push(...expanded(root, choice, value, seen));
  }
  if (told.if) {
    const branch = value !== undefined && conditionHolds(root, told.if, value) ? told.then : told.else;
    if (branch) found.push(...expanded(root, branch, value, seen));
  }
  return found;
}

const conditionHolds = (root, condition, value) => fits(root, condition, value) && [...(condition.required ?? []), ...Object.keys(condition.properties ?? {})].every((name) => own(value, name));

function inside(schema, step) {
  if (/^\d+$/.test(String(step)) && (schema.items || schema.prefixItems)) return [schema.prefixItems?.[step] ?? schema.items];
  if (own(schema.properties, step)) return [schema.properties[step]];
  const patterned = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, "u").test(step)).map(([, member]) => member);
  return patterned.length ? patterned : typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

/** Returns the schemas that a value following `schema` may follow while it says nothing yet. */
export const openTo = (root, schema) => expanded(root, schema, undefined);

/** Returns the schemas for what stands at `path` of a document that says `value` so far. */
export function schemasAt(root, path, value) {
  let found = expanded(root, root, value);
  let said = value;
  for (const step of path) {
    said = said?.[step];
    const next = said;
    found = found.flatMap((schema) => inside(schema, step)).flatMap((schema) => expanded(root, schema, next));
  }
  return found;
}

/** Returns `{ name, schema, required }` for each member that an object following `schemas` may have. */
export function membersOf(root, schemas) {
  const members = new Map();
  const required = new Set(schemas.flatMap((schema) => schema.required ?? []));
  for (const schema of schemas) {
    const named = resolved(root, schema.propertyNames ?? {}).enum ?? [];
    for (const name of named) members.set(name, schema.additionalProperties ?? {});
    for (const [name, member] of Object.entries(schema.properties ?? {})) members.set(name, member);
  }
  return [...members].filter(([, schema]) => schema !== false).map(([name, schema]) => ({ name, schema: typeof schema === "object" ? resolved(root, schema) : {}, required: required.has(name) }));
}

/** Returns `{ value, description }` for each value that `schemas` name: constants, lists, examples. */
export function valuesOf(schemas) {
  const values = new Map();
  const add = (value, description, certain) => {
    const key = JSON.stringify(value);
    if (!values.has(key) || (!values.get(key).description && description)) values.set(key, { value, description, certain });
  };
  for (const schema of schemas) {
    if (own(schema, "const")) add(schema.const, schema.description, true);
    for (const value of (schema.enum ?? []).filter((each) => each !== null)) add(value, schema["x-descriptions"]?.[value], true);
    if ([schema.type].flat().includes("boolean") && !own(schema, "const")) for (const value of [true, false]) add(value, undefined, true);
    for (const value of [schema.default, ...(schema.examples ?? [])]) if (value !== undefined) add(value, undefined, false);
  }
  return [...values.values()];
}

/** Returns the types that a value following `schemas` may have; that most members may be null helps nobody. */
export const typesOf = (schemas) => [...new Set(schemas.flatMap((schema) => schema.type ?? (schema.properties ? ["object"] : [])))].filter((type) => type !== "null");
