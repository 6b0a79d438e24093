/** Two people's changes to the same rule set, put together where they did not touch the same rule. */

const OWN_WORDS = new Set(["author", "note", "version"]);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const rulesOf = (document) => (Array.isArray(document?.rules) ? document.rules : []);
const byId = (document) => new Map(rulesOf(document).map((rule) => [rule?.id, rule]));

/** Returns the ids of the rules that two documents do not say alike. */
export function rulesThatDiffer(one, other) {
  const [a, b] = [byId(one), byId(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((id) => id && !same(a.get(id), b.get(id)));
}

/** Returns what `mine` and `theirs` make of `base` together; null where both changed one thing differently. */
export function together(base, mine, theirs) {
  if (![base, mine, theirs].every((each) => each && typeof each === "object")) return null;
  let clash = false;
  const pick = (was, my, their) => {
    if (same(my, was) || same(my, their)) return their;
    if (!same(their, was)) clash = true;
    return my;
  };
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].filter((name) => name !== "rules");
  const members = names.map((name) => [name, OWN_WORDS.has(name) ? mine[name] ?? theirs[name] : pick(base[name], mine[name], theirs[name])]);
  const [was, my, their] = [byId(base), byId(mine), byId(theirs)];
  const rules = [...new Set([...their.keys(), ...my.keys()])].map((id) => pick(was.get(id), my.get(id), their.get(id)));
  const document = Object.fromEntries([...members, ["rules", rules]].filter(([, value]) => value !== undefined));
  return clash ? null : { ...document, rules: rules.filter((rule) => rule !== undefined) };
}
