/** The rules page in English. */

const some = (one, more) => ({ count }) => (count === 1 ? one : more.replace("{count}", count));
const errors = some("1 error", "{count} errors");
const warnings = some("1 warning", "{count} warnings");

export const en = {
  page: { title: "Microlift rules" },
  overview: { title: "Rules", filter: "Find a rule", count: "{found} of {all}", none: "No rule is named like that.", number: "No.", rule: "Rule", group: "Group", state: "State", schedule: "Open", limits: "Limits", uses: "Uses", spent: "Given",
    override: "override", budget: "Budget used", left: "{amount} left" },
  state: { on: "on", off: "off", over: "over", planned: "planned", added: "new in the draft", changed: "changed", removed: "removed" },
  schedule: { from: "from {moment}", until: "until {moment}" },
  limit: { per_session: "{count} per session", per_customer: "{count} per customer", total: "{count} in all", day: "{amount} a day", week: "{amount} a week", month: "{amount} a month", campaign: "{amount} in all",
    ceiling: "at most {most}", codes: "code {codes}", batch: "codes of {batch}" },
  desk: { title: "Editor", editor: "The rule set as JSON", author: "Your name", note: "What changes, and why", save: "Save draft", publish: "Publish…", arrange: "Tidy up", discard: "Discard draft…", somebody: "somebody",
    keys: "Ctrl-Space completes, Ctrl-S saves, Ctrl-F finds, F8 goes to the next problem. Tab leaves the editor.",
    draft: "Draft, revision {revision}, saved by {who} on {time}", noDraft: "No draft: this is version {version}, which serves", unsaved: "unsaved changes", notJson: "Not saved: this is not JSON yet.", notSaved: "Not saved; kept in this browser.",
    restored: "Your unsaved work of {time} is back.", throwAway: "Throw it away", asideKept: "This is the rule set as saved.", bringBack: "Bring my version back",
    conflict: "{who} saved revision {revision} at {time}, while you were editing an earlier one.", conflictGone: "{who} published or discarded the draft meanwhile; version {version} serves.", differs: "Not alike: {rules}.", together: "Put both together", joined: "Both changes are in the editor. Look them over, then save.", unkept: "This browser has no room to keep unsaved work: save the draft.", takeTheirs: "Load theirs", overwrite: "Overwrite with mine" },
  problem: { syntax: "This is not JSON here: something is missing or too much.", twice: "“{name}” stands twice in this object; only the last one counts.", line: "Line {line}", error: "Error: ", warning: "Warning: ",
    count: (of) => [of.errors && errors({ count: of.errors }), of.warnings && warnings({ count: of.warnings })].filter(Boolean).join(", "), none: "Valid, no warnings.", unjudged: "Not checked: {detail}" },
  editor: { group: "a group of this rule set", example: "example", object: "an object", array: "a list", string: "a text" },
  tryout: { title: "Try it out", carts: "Cart", moment: "Moment (empty: now)", decide: "Decide", editor: "The cart as JSON", samples: "Samples", recent: "Carts of the last hour", asking: "Deciding…", decided: "Decided as of {moment}, by what the editor says.",
    notJson: "The cart is not JSON yet.", noRules: "The rule set in the editor is not JSON yet.", noCart: "That cart is no longer kept.", applied: "Applied", nothing: "No rule gives anything on this cart.", nearest: "Within reach",
    more: "{missing} more of {fact}", interventions: "Shown to the shopper", messages: "Messages", every: "Every rule" },
  question: { cart: "the cart as the storefront sends it", observed: "facts that differ from a new shopper's, by name; one that grows, as it is at the moment asked for", now: "the moment, in epoch milliseconds; the field above wins",
    line_id: "the line's own name", item_id: "the article; one that the shop knows gets the shop's price and tags", quantity: "how many of it", unit_price: "the price of one, tax included, in minor units: 1299 is 12.99 EUR", category: "its category",
    brand: "its brand", tags: "its tags", addon_of: "the article that it is an accessory of", cart_id: "the cart's name", revision: "grows with every change", currency: "ISO 4217", stage: "how far the shopper is", lines: "the articles",
    shipping: "the way of shipping", selected: "whether it is chosen", amount: "what it costs, in minor units", codes: "the codes that were entered" },
  sample: { three: "Three articles, 132 euro", dear: "A bag of 140 euro, a Prime customer", season: "Two panettoni, shipping chosen", small: "One article, third add to the cart" },
  versions: { title: "Versions", rollback: "Roll back…", version: "Version {version}", serves: "serves", packaged: "comes with Microlift", rules: some("1 rule", "{count} rules"), added: "{count} new", removed: "{count} removed", changed: "{count} changed",
    compare: "Compare with what serves", compareDraft: "Compare with the draft", edit: "Open in the editor", report: "Back-test", serve: "Let it serve again", named: "version {version}", edited: "Version {version} lies in the editor. Saving makes it the draft.",
    serveAsk: "Let version {version} serve again?", serveLead: "It takes the place of version {active} for every cart, within half a minute. Nothing is lost: version {active} stays in the list.", served: "Version {version} serves again.",
    rollbackAsk: "Roll back?", rollbackLead: "The version that served before version {active} serves again, within half a minute.", rollbackYes: "Roll back", rolledBack: "Rolled back." },
  diff: { added: "New:", removed: "Removed:", changed: "Changed:", settings: "Settings:", more: "and {count} more rules", same: "Nothing differs.", nothing: "nothing", rule: "the rule" },
  publish: { ask: "Publish the draft as version {next}?", lead: "It takes the place of version {active} for every cart, within half a minute.", warnings: ({ count }) => `It has ${warnings({ count })}.`, yes: "Publish", done: "Version {version} serves." },
  discard: { ask: "Discard the draft?", lead: "The editor goes back to version {version}.", yes: "Discard" },
  dialog: { no: "Not now" },
  backtest: { title: "Back-test", lead: "Decides the shop's recent carts again, by the version that serves and by the draft, and compares.", span: "Carts of", days: ({ days }) => (days === 1 ? "the last day" : `the last ${days} days`), start: "Back-test the draft",
    queued: "Waiting for a machine…", running: "{percent}, {carts} carts decided", done: "Done, {moment}.", progress: "Progress of the back-test", unsaved: "The draft has to be saved first.", failed: "The back-test failed: {detail}", empty: "There is no report.",
    download: "Download the report as JSON", changed: "{changed} of {carts} carts get something else.", cost: "Discounts: {before} by what serves, {after} by the draft ({grew}).", passed: "The publish gate lets it through.", refused: "The publish gate refuses it.", older: "Revision {revision} was back-tested, not what the draft has become.", show: "Show the report" },
};
