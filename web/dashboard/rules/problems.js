/** What is wrong with the text: the shop's own word on it while it is typed, underlined and listed. */

import { $, h, swap } from "../dom.js";
import { t } from "../i18n.js";
import { steps } from "./places.js";

const WAIT_MS = 450;
const SHOWN = 50;

export class Problems {
  constructor(rulesets, desk, { judged }) {
    Object.assign(this, { rulesets, desk, judged, turn: 0 });
  }

  /** Has the text judged once nobody has typed for a moment. */
  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), WAIT_MS);
  }

  async now() {
    const turn = (this.turn += 1);
    const document = this.desk.document;
    const local = this.desk.editor.faults().map((fault) => ({ ...fault, severity: fault.kind === "syntax" ? "error" : "warning", message: t(`problem.${fault.kind}`, fault) }));
    if (document === undefined) return this.draw(local.length ? local.slice(0, 1) : [{ from: 0, to: 1, severity: "error", message: t("problem.syntax") }]);
    try {
      const { errors = [], warnings = [] } = await this.rulesets.validate(document);
      if (turn !== this.turn) return;
      this.draw([...named(errors, "error"), ...local, ...named(warnings, "warning")]);
      this.judged(errors.length === 0);
    } catch (error) {
      if (turn !== this.turn) return;
      if (error.errors?.length) this.draw([...named(error.errors, "error"), ...local]);
      else this.draw([...local, { from: 0, to: 0, severity: "warning", message: t("problem.unjudged", { detail: error.message }) }]);
    }
  }

  draw(problems) {
    this.turn += 1;
    this.found = problems;
    this.desk.editor.mark(problems);
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const words = problems.length ? t("problem.count", { errors, warnings: problems.length - errors }) : t("problem.none");
    swap($("#problems"), h("p", { class: `verdict ${errors ? "bad" : "good"}`, role: "status" }, words), problems.length ? h("ul", { class: "problems" }, problems.slice(0, SHOWN).map((problem, place) => this.#row(problem, place))) : null);
  }

  #row({ path, from, severity, code, message }, place) {
    const line = path === undefined ? this.desk.editor.lineAt(from) : this.desk.editor.line(path);
    const where = [t("problem.line", { line }), path && this.#where(path)].filter(Boolean).join(" · ");
    return h("li", { class: severity }, h("button", { id: `problem-${place}`, class: "link", type: "button", onclick: () => this.desk.editor.show(path ?? from) }, where), " ",
      h("span", { class: "unseen" }, t(`problem.${severity}`)), message, code ? h("code", { class: "soft" }, ` ${code}`) : null);
  }

  /** Returns a path as people read it: the rule by its id, then the members. */
  #where(path) {
    const [first, second, ...rest] = steps(path);
    const rule = first === "rules" && this.desk.document?.rules?.[Number(second)]?.id;
    return rule ? [rule, ...rest].join(" › ") : [first, second, ...rest].filter((step) => step !== undefined).join(" › ");
  }
}

const named = (problems, severity) => problems.map((problem) => ({ ...problem, severity }));
