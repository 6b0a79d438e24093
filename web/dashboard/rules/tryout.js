/** The try-out: a cart of yours or of a shopper, decided by the text in the editor, with every reason. */

import { $, h, swap } from "../dom.js";
import { epochOf, factValue, moment as shown, money, time } from "../format.js";
import { local, t } from "../i18n.js";
import { reasons, sums } from "../why.js";
import { editorIn } from "./editor.js";
import { laidOut, read } from "./layout.js";
import { questionSchema } from "./question.js";

export class TryOut {
  constructor(rulesets, desk, schema, samples) {
    const question = questionSchema(schema);
    Object.assign(this, { rulesets, desk, samples, turn: 0, asked: false, recent: [] });
    this.editor = editorIn($("#cart"), { label: t("tryout.editor"), text: laidOut(samples[0].asked), lean: true, schema: () => question, edited: () => this.#edited() });
    $("#carts").addEventListener("change", () => this.#choose($("#carts").value));
    $("#moment").addEventListener("change", () => this.asked && this.now());
    $("#decide").addEventListener("click", () => this.now());
    this.#offer();
  }

  /** Offers the latest carts of the shop beside the samples. */
  follow(activity) {
    const recent = (activity.decisions ?? []).slice(0, 15);
    if (recent.map((each) => each.decision_id).join() === this.recent.map((each) => each.decision_id).join()) return;
    this.recent = recent;
    this.#offer();
  }

  /** Lays a cart on the pane and decides it. */
  lay(cart, observed = {}) {
    this.editor.write(laidOut({ cart: { ...cart, lines: cart.lines?.map(plain) }, observed }));
    return this.now();
  }

  #offer() {
    const chosen = $("#carts").value;
    const option = (value, words) => h("option", { value, selected: value === chosen }, words);
    swap($("#carts"), h("optgroup", { label: t("tryout.samples") }, this.samples.map((sample) => option(sample.name, t(`sample.${sample.name}`)))),
      this.recent.length ? h("optgroup", { label: t("tryout.recent") }, this.recent.map((each) => option(each.decision_id, [time(each.evaluated_at), money(each.subtotal, each.currency), each.profile].filter(Boolean).join(" · ")))) : null);
  }

  async #choose(name) {
    const sample = this.samples.find((each) => each.name === name);
    if (sample) {
      this.editor.write(laidOut(sample.asked));
      return this.now();
    }
    const turn = (this.turn += 1);
    try {
      const decision = await this.rulesets.decision(name);
      if (turn !== this.turn) return; // another one was chosen, or the cart was edited
      if (!decision.cart) throw new Error(t("tryout.noCart"));
      return await this.lay(decision.cart, decision.observed ?? {});
    } catch (error) {
      if (turn === this.turn) this.#fail(error.message);
    }
  }

  #edited() {
    this.turn += 1; // what is still on its way is about another cart
    if (this.asked) this.soon();
  }

  /** Decides again once nobody has typed for a moment. */
  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), 500);
  }

  /** Decides the cart by what the editor says now, saved or not. */
  async now() {
    this.asked = true;
    const turn = (this.turn += 1);
    const asked = read(this.editor.text());
    const document = this.desk.document;
    if (!asked || typeof asked !== "object") return this.#fail(t("tryout.notJson"));
    if (!document) return this.#fail(t("tryout.noRules"));
    const { cart = asked, observed, now } = asked.cart ? asked : { cart: asked };
    const at = $("#moment").value ? epochOf($("#moment").value) : now;
    $("#tryout-state").textContent = t("tryout.asking");
    try {
      const answer = await this.rulesets.tryOut({ document, cart, ...(observed ? { observed } : {}), ...(at ? { now: at } : {}) });
      if (turn !== this.turn) return;
      $("#tryout-state").textContent = t("tryout.decided", { moment: shown(answer.decision.evaluated_at) });
      this.#draw(titled({ ...answer.decision, explanation: answer.explanation ?? answer.decision.explanation }, document));
    } catch (error) {
      if (turn === this.turn) this.#fail(error.message, error.errors);
    }
  }

  #fail(words, errors = []) {
    this.turn += 1;
    $("#tryout-state").textContent = "";
    swap($("#outcome"), h("div", { class: "failure", role: "alert" }, h("p", {}, words), errors.length ? h("ul", {}, errors.slice(0, 8).map(({ path, message }) => h("li", {}, h("code", {}, path), " ", message))) : null));
  }

  #draw(decision) {
    const { currency, discounts = {}, nearest = [], interventions = [], messages = [] } = decision;
    const applied = discounts.applied ?? [];
    const open = [...$("#outcome").querySelectorAll("details[open]")].map((fold) => fold.dataset.rule);
    swap($("#outcome"), sums(decision),
      section(t("tryout.applied"), applied.map((each) => [h("strong", {}, money(-each.amount, currency)), ` ${local(each.title)} `, h("code", { class: "soft" }, each.rule)]), t("tryout.nothing")),
      section(t("tryout.nearest"), nearest.map((each) => [t("tryout.more", { missing: factValue(String(each.fact ?? ""), each.short_by, currency), fact: each.fact ?? "" }), " ", h("code", { class: "soft" }, each.rule)])),
      section(t("tryout.interventions"), interventions.map((each) => [h("strong", {}, t(`intervention.${each.type}`, {}, String(each.type).replaceAll("_", " "))), " ", said(each), " ", h("code", { class: "soft" }, each.rule ?? "")])),
      section(t("tryout.messages"), messages.map((each) => [each.message ?? each.text ?? each.code ?? String(each)])),
      decision.next_check_at ? h("p", { class: "soft" }, t("why.changes", { moment: shown(decision.next_check_at) })) : null,
      h("h3", {}, t("tryout.every")), reasons(decision));
    // Folds that somebody opened stay open while the cart is edited.
    for (const fold of $("#outcome").querySelectorAll("details")) if (open.includes(fold.dataset.rule)) fold.open = true;
  }
}

/** Returns a line without the members that say nothing. */
const plain = (line) => Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null && value?.length !== 0));

/** Returns the decision with its rules' titles as the document has them: in every language, not the shopper's alone. */
function titled(decision, document) {
  const titles = new Map((document.rules ?? []).map(({ id, title }) => [id, title]));
  const named = (each) => ({ ...each, title: titles.get(each.rule) ?? each.title });
  return { ...decision, discounts: { ...decision.discounts, applied: decision.discounts?.applied?.map(named) }, explanation: decision.explanation?.map(named) };
}

/** Returns what an intervention says to the shopper, and its other parameters. */
function said({ params = {} }) {
  const { text, ...rest } = params;
  const more = Object.entries(rest).filter(([, value]) => value !== null && typeof value !== "object");
  return [local(text), more.length ? h("code", { class: "soft" }, ` ${more.map(([name, value]) => `${name}: ${value}`).join(", ")}`) : null];
}

/** Returns a titled list; `otherwise` where there is nothing, or nothing at all. */
function section(title, entries, otherwise = null) {
  if (!entries.length && !otherwise) return null;
  return h("div", { class: "told" }, h("h3", {}, title), entries.length ? h("ul", {}, entries.map((entry) => h("li", {}, entry))) : h("p", { class: "soft" }, otherwise));
}
