/** The versions: who published what and when, what it changed, and the way back to it. */

import { $, h, swap } from "../dom.js";
import { moment } from "../format.js";
import { t } from "../i18n.js";
import { drawnDiff } from "./changes.js";
import { ask } from "./dialogs.js";

const SHOWN = 30;
const many = (value) => (Array.isArray(value) ? value.length : value ?? 0);

export class Versions {
  constructor(rulesets, desk, { done, failed, report }) {
    Object.assign(this, { rulesets, desk, done, failed, report, compared: null });
    $("#rollback").addEventListener("click", () => this.#rollBack());
  }

  draw(all) {
    // A comparison is with what there was: another draft, another version, and it is over.
    if (this.all && `${all.active.version} ${all.draft?.revision}` !== `${this.all.active.version} ${this.all.draft?.revision}`) this.compared = null;
    this.all = all;
    $("#rollback").disabled = all.history.length < 2;
    swap($("#versions"), h("ol", { class: "history" }, all.history.slice(0, SHOWN).map((entry) => this.#entry(entry))));
  }

  #entry({ version, author, note, published_at: at, active, rules, backtest, changes = {} }) {
    const counts = ["added", "removed", "changed"].filter((kind) => many(changes[kind])).map((kind) => t(`versions.${kind}`, { count: many(changes[kind]) }));
    const about = [...(at ? [author || t("desk.somebody"), moment(at)] : [t("versions.packaged")]), t("versions.rules", { count: rules }), ...counts].join(" · ");
    return h("li", { "data-version": version, "aria-current": active ? "true" : null },
      h("p", {}, h("strong", {}, t("versions.version", { version })), " ", active ? h("span", { class: "state is-on" }, t("versions.serves")) : null, note ? ` ${note}` : null),
      h("p", { class: "soft" }, about),
      h("div", { class: "tools" },
        active && !this.all.draft ? null : this.#button(`compare-${version}`, t(this.all.draft ? "versions.compareDraft" : "versions.compare"), t("versions.named", { version }), () => this.#compare(version)),
        this.#button(`edit-${version}`, t("versions.edit"), t("versions.named", { version }), () => this.#edit(version)),
        backtest ? this.#button(`tested-${version}`, t("versions.report"), t("versions.named", { version }), () => this.report(backtest)) : null,
        active ? null : this.#button(`serve-${version}`, t("versions.serve"), t("versions.named", { version }), () => this.#serve(version))),
      this.compared?.version === version ? h("div", { class: "compared" }, drawnDiff(this.compared.diff)) : null);
  }

  #button = (id, words, about, pressed) => h("button", { id, class: "link", type: "button", "aria-label": `${words}, ${about}`, onclick: () => pressed().catch(this.failed) }, words);

  /** Compares with the draft, or with what serves; pressed again, folds the comparison. */
  async #compare(version) {
    const to = this.all.draft ? "draft" : this.all.active.version;
    this.compared = this.compared?.version === version ? null : { version, diff: await this.rulesets.diff(version, to) };
    this.draw(this.all);
  }

  async #edit(version) {
    const { document } = await this.rulesets.version(version);
    this.desk.replace(document, t("versions.edited", { version }));
  }

  async #serve(version) {
    const body = [h("p", {}, t("versions.serveLead", { version, active: this.all.active.version })), drawnDiff(await this.rulesets.diff(this.all.active.version, version))];
    if (!(await ask({ title: t("versions.serveAsk", { version }), body, yes: t("versions.serve") }))) return;
    await this.rulesets.publish({ version });
    await this.done(t("versions.served", { version }));
  }

  async #rollBack() {
    const body = h("p", {}, t("versions.rollbackLead", { active: this.all.active.version }));
    try {
      if (!(await ask({ title: t("versions.rollbackAsk"), body, yes: t("versions.rollbackYes") }))) return;
      await this.rulesets.rollBack();
      await this.done(t("versions.rolledBack"));
    } catch (error) {
      this.failed(error);
    }
  }
}
