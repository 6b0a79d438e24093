/** The rules page: what the rules are and did, a draft on the desk, a try-out beside it, versions and back-test below. */

import { findApi } from "../config.js";
import { $, h } from "../dom.js";
import { moment } from "../format.js";
import { language, t, teach, translatePage } from "../i18n.js";
import { askKey, forgetKey, knownKey } from "../key.js";
import { en as frameEn } from "../words.en.js";
import { it as frameIt } from "../words.it.js";
import { RuleSets } from "./api.js";
import { BackTests } from "./backtests.js";
import { drawnDiff } from "./changes.js";
import { Desk } from "./desk.js";
import { ask } from "./dialogs.js";
import { drawOverview } from "./overview.js";
import { Problems } from "./problems.js";
import { samplesIn } from "./samples.js";
import { TryOut } from "./tryout.js";
import { Versions } from "./versions.js";
import { en } from "./words.en.js";
import { it } from "./words.it.js";

const EVERY_MS = 15_000;
const AGAIN_MS = 2000;

function say(words, state = "") {
  $("#standing").textContent = words;
  $("#standing").dataset.state = state;
}

class Page {
  constructor(rulesets) {
    Object.assign(this, { rulesets, turn: 0, why: {} });
  }

  async open() {
    say(t("standing.connecting"));
    const [schema, all] = await Promise.all([this.rulesets.schema(), this.rulesets.all()]);
    $("#board").hidden = false;
    $("#leave").hidden = false;
    const failed = (error, words) => this.failed(error, words);
    this.desk = new Desk(this.rulesets, schema, { heard: () => this.edited(), failed, reload: (how) => this.reload(how) });
    this.problems = new Problems(this.rulesets, this.desk, { judged: (valid) => valid && this.tryout.asked && this.tryout.now() });
    this.tryout = new TryOut(this.rulesets, this.desk, schema, samplesIn(all.currency));
    this.versions = new Versions(this.rulesets, this.desk, { done: (words) => this.done(words), failed, report: (jobId) => this.backtests.show(jobId) });
    this.backtests = new BackTests(this.rulesets, this.desk, { lay: (cart, observed) => this.tryout.lay(cart, observed) });
    this.desk.open(all);
    this.draw(all);
    $("#publish").addEventListener("click", () => this.publish().catch(failed));
    $("#discard").addEventListener("click", () => this.discard().catch(failed));
    $("#filter").addEventListener("input", () => this.overview());
    this.follow(async () => {});
  }

  /** Asks again every fifteen seconds: usage grows, and somebody else may save or publish. */
  async follow(first = () => this.reload()) {
    try {
      await first();
      const activity = await this.rulesets.activity();
      this.desk.now = activity.now;
      this.tryout.follow(activity);
      say(t("standing.live", { moment: moment(activity.now) }), "live");
    } catch (error) {
      if (error.wrongKey) return lock(t("key.refused"));
      say(failure(error), "lost");
    }
    setTimeout(() => this.follow(), EVERY_MS);
  }

  /** Asks what the shop has now. `clash`: a save was refused for it; `discarded`: the draft on the desk is no more. */
  reload(why = {}) {
    Object.assign(this.why, why);
    return (this.latest = this.#reload());
  }

  async #reload() {
    const turn = (this.turn += 1);
    const all = await this.rulesets.all();
    // Overtaken, it tells of before: laid on the desk it would take back what was saved since.
    if (turn !== this.turn) return this.latest;
    const { clash, discarded } = this.why;
    this.why = {};
    if (clash) this.desk.clash(all);
    else if (discarded) this.desk.takeTheirs(all);
    else this.desk.follow(all);
    this.draw(all);
  }

  draw(all) {
    this.all = all;
    this.versions.draw(all);
    this.backtests.follow(all);
    this.overview();
  }

  overview() {
    const document = this.desk.document ?? this.shown;
    this.shown = document;
    drawOverview({ document, active: this.all.active?.document, currency: this.all.currency, usage: this.all.usage, now: this.desk.now, chosen: (place) => this.desk.editor.show(["rules", place]) });
  }

  edited() {
    this.problems?.soon();
    clearTimeout(this.redrawing);
    this.redrawing = setTimeout(() => this.all && this.overview(), 300);
  }

  failed(error, words = null) {
    if (error.wrongKey) return lock(t("key.refused"));
    if (error.errors?.some(({ path }) => path?.startsWith("$") && path.length > 1)) this.problems.draw(error.errors.map((each) => ({ ...each, severity: "error" })));
    const gate = ["publish_gate", "backtest_missing"].includes(error.code);
    const reasons = [error.message, ...(error.errors ?? []).filter(({ path }) => gate || !path || path === "$").map(({ message }) => message)];
    if (error.status === 409) this.reload().catch(() => {});
    this.desk.notice([words && `${words} `, [...new Set(reasons)].join(" ")], ...(gate ? [[t("backtest.start"), () => this.backtests.start()]] : []));
    return undefined;
  }

  async done(words) {
    await this.reload();
    this.desk.notice(words);
  }

  async publish() {
    if (this.desk.dirty && !(await this.desk.save())) return;
    const { active, draft, history } = this.all;
    if (!draft) return; // saved, but nobody answered what the draft is now
    const next = Math.max(0, ...history.map(({ version }) => version)) + 1;
    const warnings = draft.warnings?.length ? h("p", { class: "verdict bad" }, t("publish.warnings", { count: draft.warnings.length })) : null;
    const body = [h("p", {}, t("publish.lead", { active: active.version })), warnings, drawnDiff(await this.rulesets.diff(active.version, "draft"))];
    if (!(await ask({ title: t("publish.ask", { next }), body, yes: t("publish.yes") }))) return;
    const published = await this.rulesets.publish({ revision: draft.revision, ...this.desk.signing.words });
    this.desk.signing.tell();
    await this.done(t("publish.done", { version: published.version ?? next }));
  }

  async discard() {
    if (!(await ask({ title: t("discard.ask"), body: h("p", {}, t("discard.lead", { version: this.all.active.version })), yes: t("discard.yes") }))) return;
    if (this.all.draft) await this.rulesets.discard();
    await this.reload({ discarded: true });
  }
}

function lock(failure = null) {
  forgetKey();
  if (!$("#board").hidden) return location.reload();
  say("");
  return askKey(open, failure);
}

const failure = (error) => (error.status ? t("standing.answered", { status: error.status, detail: error.message }) : t("standing.lost"));

async function open(key) {
  try {
    await new Page(new RuleSets(await findApi(), key)).open();
  } catch (error) {
    if (error.wrongKey) return lock(t("key.refused"));
    say(failure(error), "lost");
    // Once the board is there, it asks again by itself.
    if ($("#board").hidden) setTimeout(() => open(key), AGAIN_MS);
  }
}

teach({ en: frameEn, it: frameIt });
teach({ en, it });
translatePage();
document.documentElement.dataset.language = language;
$("#leave").addEventListener("click", () => lock());
const key = knownKey();
if (key) open(key);
else askKey(open);
