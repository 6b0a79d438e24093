/** What the dashboard's pages share: the admin key, the line that says how it stands, and asking again and again. */

import { findApi } from "./config.js";
import { $ } from "./dom.js";
import { moment } from "./format.js";
import { t, teach, translatePage } from "./i18n.js";
import { Insights } from "./insights.js";
import { askKey, forgetKey, knownKey } from "./key.js";
import { en } from "./words.en.js";
import { it } from "./words.it.js";

const AGAIN_MS = 2000;

export function say(words, state = "") {
  const node = $("#standing");
  if (node.textContent !== words) node.textContent = words;
  node.dataset.state = state;
}

export class Page {
  /**
   * `ask(insights)` resolves to what `draw` shows; `draw` may return the moment that the standing tells.
   * Every `everyMs` that happens again. `forget` is called when the key is, `unasked` when there is a key but no answer yet.
   */
  constructor({ ask, draw, forget = () => {}, unasked = () => {}, everyMs }) {
    Object.assign(this, { ask, draw, forget, unasked, everyMs });
    this.insights = null;
    this.round = 0;
  }

  /** Shows the page, in its `words`, to whoever has a key. */
  async start(words) {
    teach({ en, it });
    teach(words);
    translatePage();
    const key = knownKey();
    $("#leave").addEventListener("click", () => this.lock());
    await this.#findApi();
    if (key) this.#open(key);
    else askKey((given) => this.#open(given));
  }

  /** Asks at once; an answer that is still on its way counts no more. */
  again() {
    clearTimeout(this.waiting);
    if (this.insights) this.#poll(++this.round);
  }

  lock(failure = null) {
    clearTimeout(this.waiting);
    this.insights = null;
    this.round += 1;
    forgetKey();
    this.forget();
    $("#leave").hidden = true;
    say("");
    askKey((given) => this.#open(given), failure);
  }

  #open(key) {
    this.insights = new Insights(this.api, key);
    this.unasked();
    say(t("standing.connecting"));
    this.again();
  }

  async #findApi() {
    while (!this.api) {
      try {
        this.api = await findApi();
      } catch {
        say(t("standing.lost"), "lost");
        await new Promise((waited) => setTimeout(waited, AGAIN_MS));
      }
    }
  }

  async #poll(round) {
    let answer;
    let failed = null;
    try {
      answer = await this.ask(this.insights);
    } catch (error) {
      failed = error;
    }
    if (round !== this.round) return;
    if (failed?.wrongKey) return this.lock(t("key.refused"));
    const next = failed?.retryAfterS ? failed.retryAfterS * 1000 : this.everyMs;
    this.waiting = setTimeout(() => this.#poll(round), next);
    if (failed) return say(failure(failed), "lost");
    $("#board").hidden = false;
    $("#leave").hidden = false;
    const at = this.draw(answer);
    say(at ? t("standing.live", { moment: moment(at) }) : t("standing.shown"), "live");
  }
}

function failure(error) {
  if (error.status === 429) return t("standing.busy");
  return error.status ? t("standing.answered", { status: error.status, detail: error.message }) : t("standing.lost");
}
