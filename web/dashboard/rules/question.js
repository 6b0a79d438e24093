/** What a try-out may ask, as a schema for its editor: the cart as the storefront sends it, and the facts of the rules' schema. */

import { t } from "../i18n.js";
import { schemasAt, valuesOf } from "./schema.js";

const text = { type: "string" };
const integer = { type: "integer" };
const boolean = { type: "boolean" };
const described = (schema, name) => ({ ...schema, description: t(`question.${name}`) });
const object = (properties, more = {}) => ({ type: "object", additionalProperties: false, ...more, properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, described(schema, name)])) });

const SETTABLE = /^(session|customer|cart)\.\w+$/;

/** Returns the schema of `{cart, observed, now}`; `root` is the rule sets' own. */
export function questionSchema(root) {
  const line = object({ line_id: text, item_id: text, quantity: integer, unit_price: integer, category: text, brand: text, tags: { type: "array", items: text }, addon_of: text }, { required: ["line_id", "item_id", "quantity", "unit_price"] });
  const cart = object({
    cart_id: text, revision: integer, currency: { ...text, examples: ["EUR"] }, stage: { enum: ["cart", "checkout_prep", "checkout", "completed"] }, lines: { type: "array", items: line },
    shipping: object({ selected: boolean, amount: integer }), codes: { type: "array", items: text },
  }, { required: ["cart_id", "revision", "currency", "lines"] });
  const facts = valuesOf(schemasAt(root, ["rules", 0, "when", "fact"], undefined)).filter(({ value }) => SETTABLE.test(value));
  const observed = { type: "object", properties: Object.fromEntries(facts.map(({ value, description }) => [value, { description }])) };
  return object({ cart, observed, now: integer }, { required: ["cart"] });
}
