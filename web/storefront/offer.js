/** What a decision means to the shopper: plain values out of the contract's answer, nothing of the page. */

const LINE_PATH = /^\$\.lines\[(\d+)\]/;

const lineId = (path, lineIds) => lineIds?.[Number(LINE_PATH.exec(path)?.[1])];

/** Returns {rules, byLine, totals, freeShipping, expiresAt, unlocks, mismatches} of `decision`. */
export function readDecision(decision, lineIds) {
  const applied = decision.discounts?.applied ?? [];
  return {
    decision,
    rules: applied.map((entry) => ({ ...entry, freeShipping: entry.allocations?.some(({ path }) => path === "$.shipping") ?? false })),
    byLine: discountByLine(applied, lineIds),
    totals: Object.fromEntries((decision.totals ?? []).map(({ type, amount }) => [type, amount])),
    freeShipping: applied.some((entry) => entry.allocations?.some(({ path }) => path === "$.shipping")),
    expiresAt: applied.length ? (decision.offer?.expires_at ?? null) : null,
    unlocks: unlocks(decision.nearest ?? []),
    mismatches: new Map(
      (decision.messages ?? []).filter(({ code }) => code === "price_mismatch").map((message) => [lineId(message.path ?? "", lineIds), message]),
    ),
  };
}

function discountByLine(applied, lineIds) {
  const sums = new Map();
  for (const { path, amount } of applied.flatMap((entry) => entry.allocations ?? [])) {
    const id = lineId(path, lineIds);
    if (id) sums.set(id, (sums.get(id) ?? 0) + amount);
  }
  return sums;
}

/** Returns what is missing per rule, the nearest first: [{rule, subtotal?, quantity?}]; only what a shopper can add. */
function unlocks(nearest) {
  const byRule = new Map();
  for (const { rule, fact, short_by: shortBy } of nearest) {
    const name = { "cart.subtotal": "subtotal", "cart.quantity": "quantity" }[fact];
    if (!name || !(shortBy > 0)) continue;
    byRule.set(rule, { rule, ...byRule.get(rule), [name]: shortBy });
  }
  return [...byRule.values()];
}
