/** The desk: the draft in the editor, saved on top of what was read, kept in this browser until then. */

import { $, h } from "../dom.js";
import { moment, time } from "../format.js";
import { t } from "../i18n.js";
import { shelf } from "../kept.js";
import { editorIn } from "./editor.js";
import { laidOut, read } from "./layout.js";
import { showNotice } from "./notice.js";
import { Signing } from "./signing.js";
import { standing, toldStanding } from "./standing.js";
import { rulesThatDiffer, together } from "./together.js";

const KEEP_AFTER_MS = 300;

export class Desk {
  /** `heard` is told of every text; `failed(error)` of what the desk cannot settle by itself. */
  constructor(rulesets, schema, { heard, failed, reload }) {
    Object.assign(this, { rulesets, heard, failed, reload, kept: shelf("localStorage", `microlift.rules.${rulesets.name}`), base: { revision: null, text: "" }, signing: new Signing(), busy: false });
    this.editor = editorIn($("#editor"), { label: t("desk.editor"), schema: () => schema, edited: () => this.#edited(), saved: () => this.save() });
    $("#save").addEventListener("click", () => this.save());
    $("#arrange").addEventListener("click", () => this.arrange());
    // What was typed in the last moment before the page is left is kept, too.
    addEventListener("pagehide", () => this.dirty && this.#keep());
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
    this.mine = this.kept.read();
    const unsaved = read(this.mine ?? "");
    this.#lay(all);
    if (!unsaved || unsaved.text === this.base.text) return this.#forget();
    const current = this.base.revision;
    this.editor.write(unsaved.text);
    this.base = { revision: unsaved.revision, text: unsaved.base ?? this.base.text };
    if (unsaved.revision !== current) return this.clash(all);
    this.notice(t("desk.restored", { time: moment(unsaved.at) }), [t("desk.throwAway"), () => this.takeTheirs(all)]);
  }

  /** Hears the shop's latest answer: an untouched desk follows it, on a used one only a newer draft matters. */
  follow(all) {
    // While a draft is being saved, the shop may know of it before this page does.
    if (this.busy) return;
    this.all = all;
    const { revision, text } = standing(all);
    if (!this.dirty && (revision !== this.base.revision || text !== this.base.text)) this.#lay(all);
    else if (this.dirty && all.draft && revision !== this.base.revision && revision !== this.clashed) this.clash(all);
    this.say();
  }

  /** Lays the rule set as it is with the shop; what was written stays within reach. */
  takeTheirs(all = this.all) {
    const back = this.#wayBack();
    this.signing.tell();
    this.#lay(all);
    this.#forget();
    this.notice(t("desk.asideKept"), back);
  }

  /** Lays another document on the desk, to be saved as the draft; unsaved work stays within reach. */
  replace(document, words) {
    const ways = this.dirty ? [this.#wayBack()] : [];
    this.editor.write(laidOut(document));
    this.notice(words, ...ways);
  }

  arrange() {
    if (this.document) this.editor.write(laidOut(this.document));
  }

  /** Saves the draft; returns whether it is saved. */
  async save({ over = false } = {}) {
    if (this.busy) return false;
    const sent = this.text;
    const { document, signing } = this;
    const { words } = signing;
    if (typeof document !== "object" || document === null) return this.say(t("desk.notJson"));
    const signed = { ...document, ...words };
    const revision = over ? this.all.draft?.revision ?? null : this.base.revision;
    let refused = null;
    this.#work(true);
    try {
      const saved = await this.rulesets.save(signed, revision);
      this.#saved(saved.revision, laidOut(signed), sent);
      signing.tell(words.note ?? "");
    } catch (error) {
      refused = error;
    }
    this.#work(false);
    const clash = refused?.status === 409;
    if (refused && !clash) this.failed(refused, t("desk.notSaved"));
    else await this.reload({ clash }).catch((error) => this.failed(error, clash ? t("desk.notSaved") : null));
    this.say();
    return !refused;
  }

  /** Goes on from what was saved; what was typed meanwhile stays in the editor, and is kept. */
  #saved(revision, text, sent) {
    const still = this.text === sent;
    this.base = { revision, text };
    if (still) {
      this.editor.write(text);
      this.#forget();
    } else this.#keep();
    this.notice();
  }

  /** Says that somebody saved meanwhile, what that touches, and the two ways out. */
  clash(all) {
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
    showNotice(words, ways, this.editor);
  }

  /** Says what lies on the desk, or `words` in its place. */
  say(words = null) {
    const draft = this.all?.draft;
    $("#desk-state").textContent = words ?? `${toldStanding(this.all)}${this.dirty ? ` · ${t("desk.unsaved")}` : ""}`;
    $("#desk-state").dataset.state = this.dirty ? "unsaved" : "saved";
    $("#discard").disabled = !draft && !this.dirty;
    $("#publish").disabled = !draft && !this.dirty;
    return false;
  }

  #lay(all) {
    this.all = all;
    this.base = standing(all);
    this.editor.write(this.base.text);
    this.signing.lay(all.draft?.document.note ?? "");
    this.say();
  }

  /** Returns the way back to what is in the editor now. */
  #wayBack() {
    const mine = this.text;
    return [t("desk.bringBack"), () => this.editor.write(mine)];
  }

  #edited() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    if (this.all) this.say();
    this.heard(this.text);
  }

  #keep() {
    if (!this.dirty) return this.#forget();
    this.mine = JSON.stringify({ text: this.text, revision: this.base.revision, base: this.base.text, at: Date.now() });
    const unkept = !this.kept.write(this.mine);
    // Said once: whatever else is said there would be gone with the next key.
    if (unkept && !this.unkept) this.notice(t("desk.unkept"));
    this.unkept = unkept;
  }

  /** Forgets the unsaved work of this desk; what another tab keeps is that tab's. */
  #forget() {
    clearTimeout(this.keeping);
    if (this.kept.read() === this.mine) this.kept.forget();
  }

  #work(busy) {
    this.busy = busy;
    for (const id of ["save", "publish", "discard"]) $(`#${id}`).setAttribute("aria-busy", String(busy));
  }
}
