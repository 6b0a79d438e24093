/** The back-test: the draft against the carts of the last days, as a job with its progress and its report. */

import { $, h, swap } from "../dom.js";
import { DASH, count, money, moment, percent } from "../format.js";
import { language, t } from "../i18n.js";

const DAY_MS = 86_400_000;
const SPANS = [1, 7, 30];
const EVERY_MS = 800;

export class BackTests {
  constructor(rulesets, desk, { lay }) {
    Object.assign(this, { rulesets, desk, lay, turn: 0 });
    swap($("#span"), SPANS.map((days) => h("option", { value: days, selected: days === 7 }, t("backtest.days", { days }))));
    $("#backtest").addEventListener("click", () => this.start());
  }

  /** Says what the draft's latest back-test came to, until one is started here. */
  follow({ draft }) {
    const { report } = draft ?? {};
    const known = report && `${report.job_id} ${draft.revision}`;
    if (this.turn || known === this.known) return;
    this.known = known;
    if (!report) return this.#say("");
    const words = report.revision !== draft.revision ? "backtest.older" : report.passed ? "backtest.passed" : "backtest.refused";
    this.#say(t(words, { revision: report.revision }), false, h("button", { class: "link", type: "button", onclick: () => this.show(report.job_id) }, t("backtest.show")));
  }

  /** Shows the report of a back-test that is over. */
  async show(jobId) {
    const turn = (this.turn += 1);
    try {
      const job = await this.rulesets.job(jobId);
      if (turn !== this.turn) return;
      this.#say(t("backtest.done", { moment: moment(job.finished_at) }));
      await this.#report(job.report);
    } catch (error) {
      if (turn === this.turn) this.#say(error.message, true);
    }
  }

  /** Saves the draft where it is not, tries it, and follows the job to its report. */
  async start() {
    const turn = (this.turn += 1);
    if ((this.desk.dirty || !this.desk.all.draft) && !(await this.desk.save())) return this.#say(t("backtest.unsaved"), true);
    this.#say(t("backtest.queued"), false, h("progress", { "aria-label": t("backtest.progress") }));
    this.#clear();
    if (document.activeElement === document.body) $("#backtest").focus(); // the button that asked for it may be gone
    try {
      const to = this.desk.now ?? Date.now();
      const from = to - Number($("#span").value) * DAY_MS;
      let job = await this.rulesets.backTest({ from, to });
      if (turn !== this.turn) return;
      while (["queued", "running"].includes(job.status)) {
        this.#progress(job, from, to);
        await new Promise((waited) => setTimeout(waited, EVERY_MS));
        if (turn !== this.turn) return;
        job = await this.rulesets.job(job.job_id);
        if (turn !== this.turn) return;
      }
      if (job.status !== "done") return this.#say(t("backtest.failed", { detail: job.reason ?? job.status }), true);
      this.#say(t("backtest.done", { moment: moment(job.finished_at ?? to) }));
      await this.#report(job.report);
    } catch (error) {
      if (turn === this.turn) this.#say([error.message, ...error.errors?.map(({ message }) => message) ?? []].join(" "), true);
    }
  }

  /** Shows how far the job is: which of the days' moments it has reached, and how many carts that were. */
  #progress({ progress }, from, to) {
    const share = progress ? Math.min(1, Math.max(0, (progress.reached - from) / (to - from))) : undefined;
    this.#say(progress ? t("backtest.running", { carts: count(progress.carts), percent: percent(share) }) : t("backtest.queued"), false, h("progress", { value: share, max: 1, "aria-label": t("backtest.progress") }));
  }

  #say(words, failed = false, more = null) {
    swap($("#backtest-state"), words ? h("p", { class: failed ? "failure" : "soft" }, words) : null, more);
  }

  /** Draws the report by its own module; the figures alone where that is missing. */
  async #report(report) {
    if (!report) return this.#say(t("backtest.empty"), true);
    const place = h("div", { class: "drawn" });
    const file = new Blob([JSON.stringify(report, null, 1)], { type: "application/json" });
    this.#clear();
    this.file = URL.createObjectURL(file);
    const link = h("a", { class: "link", download: `back-test-${report.draft?.revision ?? ""}.json`, href: this.file }, t("backtest.download"));
    swap($("#report"), place, h("p", {}, link));
    try {
      const { renderBacktest } = await import("../backtest/report.js");
      await renderBacktest(place, report, { language, tryOut: this.lay });
    } catch {
      swap(place, figures(report));
    }
    // Who has gone on to write elsewhere keeps the keyboard; the status line speaks to them.
    const { activeElement } = document;
    if (activeElement === document.body || $(".backtests").contains(activeElement)) $("#backtest-title").focus();
  }

  /** Takes the report away, and its file, which the browser would hold for as long as the page is open. */
  #clear() {
    swap($("#report"));
    URL.revokeObjectURL(this.file);
  }
}

/** Returns the report's main figures in words. */
function figures({ carts, changed, cost = {}, gate, currency }) {
  const grew = cost.before ? percent((cost.after - cost.before) / cost.before) : DASH;
  return h("div", {}, h("p", {}, t("backtest.changed", { changed: count(changed), carts: count(carts) })),
    h("p", {}, t("backtest.cost", { before: money(cost.before, currency), after: money(cost.after, currency), grew })),
    gate && h("p", { class: gate.passed ? "verdict good" : "verdict bad" }, t(gate.passed ? "backtest.passed" : "backtest.refused"), " ", (gate.reasons ?? []).join(" ")));
}
