/** Who changes the rules, and why: two fields, of which neither is needed. */

import { $ } from "../dom.js";
import { shelf } from "../kept.js";

const AUTHOR = shelf("localStorage", "microlift.author");

export class Signing {
  told = "";

  constructor() {
    $("#author").value = AUTHOR.read() ?? "";
    $("#author").addEventListener("change", () => AUTHOR.write($("#author").value.trim()));
  }

  /** Returns what the fields say, as a document's members. */
  get words() {
    const given = { author: $("#author").value.trim(), note: $("#note").value.trim() };
    return Object.fromEntries(Object.entries(given).filter(([, words]) => words));
  }

  /** Shows a draft's note; one that somebody is writing is theirs. */
  lay(note = "") {
    if ($("#note").value === this.told) $("#note").value = note;
    this.told = note;
  }

  /** Takes `note` as told: it is saved, published, or of no draft any more. */
  tell(note = $("#note").value) {
    this.told = note;
  }
}
