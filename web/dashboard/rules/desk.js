/** The desk: the draft in the editor, saved on top of what was read, kept in this browser until then. */

import { $, h, swap } from "../dom.js";
import { moment, time } from "../format.js";
import { t } from "../i18n.js";
import { editorIn } from "./editor.js";
import { laidOut, read } from "./layout.js";
import { rulesThatDiffer, together } from "./together.js";

const KEEP_AFTER_MS = 300;
const AUTHOR = "microlift.author";

export class Desk {
  /** `heard` is told of every text; `failed(error)` of what the desk cannot settle by itself. */
  constructor(rulesets, schema, { heard, failed, reload }) {
    Object.assign(this, { rulesets, heard, failed, reload, kept: `microlift.rules.${rulesets.name}`, base: { revision: null, text: "" }, busy: false });
    this.editor = editorIn($("#editor"), { label: t("desk.editor"), schema: () => schema, edited: () => this.#edited(), saved: () => this.save() });
    $("#author").value = localStorage.getItem(AUTHOR) ?? "";
    $("#author").addEventListener("change", () => localStorage.setItem(AUTHOR, $("#author").value.trim()));
    $("#save").addEventListener("click", () => this.save());
    $("#arrange").addEventListener("click", () => this.arrange());
  }

  get text() {
    return this.editor.text();
  }

  get document() {
    return read(this.text);
  }

  get dirty() {
    return this.text !== this.base.text;
  }

  /** Lays the shop's answer on the desk for the first time, and unsaved work of an earlier visit on top. */
  open(all) {
    const unsaved = read(localStorage.getItem(this.kept) ?? "");
    this.#lay(all);
    if (!unsaved || unsaved.text === this.base.text) return this.#forget();
    const current = this.base.revision;
    this.editor.write(unsaved.text);
    this.base = { revision: unsaved.revision, text: unsaved.base ?? this.base.text };
    if (unsaved.revision !== current) return this.#conflict(all);
    this.notice(t("desk.restored", { time: moment(unsaved.at) }), [t("desk.throwAway"), () => this.takeTheirs(all)]);
  }

  /** Hears the shop's latest answer: an untouched desk follows it, on a used one only a newer draft matters. */
  follow(all) {
    this.all = all;
    if (!this.dirty && (all.draft?.revision ?? null) !== this.base.revision) this.#lay(all);
    else if (!this.dirty && !all.draft) this.#lay(all);
    else if (this.dirty && all.draft && all.draft.revision !== this.base.revision && all.draft.revision !== this.clashed) this.#conflict(all);
    this.say();
  }

  /** Lays the rule set as it is with the shop; what was written stays within reach. */
  takeTheirs(all = this.all) {
    const mine = this.text;
    this.#lay(all);
    this.#forget();
    this.notice(t("desk.asideKept"), [t("desk.bringBack"), () => { this.editor.write(mine); this.notice(); }]);
  }

  /** Lays another document on the desk, to be saved as the draft. */
  replace(document, words) {
    this.editor.write(laidOut(document));
    this.notice(words);
  }

  arrange() {
    if (this.document) this.editor.write(laidOut(this.document));
  }

  /** Saves the draft; returns whether it is saved. */
  async save({ over = false } = {}) {
    const document = this.document;
    if (this.busy || typeof document !== "object" || document === null) return this.say(t("desk.notJson"));
    this.#work(true);
    try {
      const signed = { ...document, ...this.signature };
      const revision = over ? this.all.draft?.revision ?? null : this.base.revision;
      const saved = await this.rulesets.save(signed, revision);
      const text = laidOut(signed);
      this.editor.write(text);
      this.base = { revision: saved.revision, text };
      this.#forget();
      this.notice();
      await this.reload();
      return true;
    } catch (error) {
      if (error.status === 409) await this.reload({ clash: true });
      else this.failed(error, t("desk.notSaved"));
      return false;
    } finally {
      this.#work(false);
      this.say();
    }
  }

  /** Who, and why: what the two fields say, of which neither is needed. */
  get signature() {
    const given = { author: $("#author").value.trim(), note: $("#note").value.trim() };
    return Object.fromEntries(Object.entries(given).filter(([, words]) => words));
  }

  /** Says that somebody saved meanwhile, what that touches, and the two ways out. */
  clash(all) {
    this.all = all;
    this.#conflict(all);
  }

  #conflict(all) {
    this.all = all;
    const { draft, active } = all;
    this.clashed = draft?.revision;
    const theirs = draft?.document ?? active?.document;
    const who = (draft ?? active)?.author || t("desk.somebody");
    const words = draft ? t("desk.conflict", { who, revision: draft.revision, time: time(draft.saved_at) }) : t("desk.conflictGone", { who, version: active?.version });
    const differing = rulesThatDiffer(theirs, this.document);
    this.notice([words, differing.length ? h("span", { class: "soft" }, ` ${t("desk.differs", { rules: differing.slice(0, 6).join(", ") })}`) : null],
      ...this.#both(all, theirs), [t("desk.takeTheirs"), () => this.takeTheirs(all)], [t("desk.overwrite"), () => this.save({ over: true })]);
  }

  /** Returns the way that loses nobody's work, where there is one: both changes on the desk, to be looked at and saved. */
  #both(all, theirs) {
    const joined = together(read(this.base.text), this.document, theirs);
    if (!joined) return [];
    return [[t("desk.together"), () => {
      this.base = { revision: all.draft?.revision ?? null, text: laidOut(theirs) };
      this.editor.write(laidOut(joined));
      this.notice(t("desk.joined"));
    }]];
  }

  /** Shows `words` above the editor with buttons `[label, pressed]`; nothing without words. */
  notice(words, ...ways) {
    const buttons = ways.map(([label, pressed], place) => h("button", { id: `way-${place}`, class: "plain", type: "button", onclick: () => { this.notice(); pressed(); } }, label));
    swap($("#notice"), words && h("div", { class: "notice", role: "alert" }, h("p", {}, words), h("div", { class: "tools" }, buttons)));
  }

  /** Says what lies on the desk, or `words` in its place. */
  say(words = null) {
    const draft = this.all?.draft;
    const standing = draft ? t("desk.draft", { revision: draft.revision, who: draft.author || t("desk.somebody"), time: moment(draft.saved_at) }) : t("desk.noDraft", { version: this.all?.active?.version ?? 0 });
    $("#desk-state").textContent = words ?? `${standing}${this.dirty ? ` · ${t("desk.unsaved")}` : ""}`;
    $("#desk-state").dataset.state = this.dirty ? "unsaved" : "saved";
    $("#discard").disabled = !draft && !this.dirty;
    $("#publish").disabled = !draft && !this.dirty;
    return false;
  }

  #lay(all) {
    const { draft, active } = all;
    // A new draft has its own note: the last version's says what changed then.
    const { note, ...fresh } = active?.document ?? {};
    const document = draft?.document ?? fresh;
    this.all = all;
    this.base = { revision: draft?.revision ?? null, text: laidOut(document) };
    this.editor.write(this.base.text);
    $("#note").value = draft?.document.note ?? "";
    this.say();
  }

  #edited() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    if (this.all) this.say();
    this.heard(this.text);
  }

  #keep() {
    if (!this.dirty) return this.#forget();
    try {
      localStorage.setItem(this.kept, JSON.stringify({ text: this.text, revision: this.base.revision, base: this.base.text, at: Date.now() }));
    } catch {
      this.notice(t("desk.unkept"));
    }
  }

  #forget() {
    clearTimeout(this.keeping);
    localStorage.removeItem(this.kept);
  }

  #work(busy) {
    this.busy = busy;
    for (const id of ["save", "publish", "discard"]) $(`#${id}`).setAttribute("aria-busy", String(busy));
  }
}
