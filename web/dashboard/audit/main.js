/** The audit page: what arrives, what is rejected and why, what is missing. */

import { $, swap } from "../dom.js";
import { empty } from "../figures.js";
import { t } from "../i18n.js";
import { Page } from "../page.js";
import { periodForm, toldPeriod } from "../period.js";
import { drawAlike, drawDelays, drawMissing, drawNamed, drawRefused, drawSums } from "./parts.js";
import { words } from "./words.js";

const EVERY_MS = 60_000;

let query = () => ({});
let drawn = "";

const page = new Page({
  everyMs: EVERY_MS,
  ask: (insights) => insights.report("audit", query()),
  draw(report) {
    toldPeriod(report);
    const text = JSON.stringify(report);
    if (text === drawn) return;
    drawn = text;
    const any = report.accepted + report.rejected > 0;
    $("#figures").hidden = !any;
    $("#note").textContent = t("audit.note");
    swap($("#empty"), any ? [] : empty(t("audit.none")));
    for (const draw of [drawSums, drawRefused, drawNamed, drawMissing, drawDelays, drawAlike]) draw(report);
  },
  forget() {
    drawn = "";
  },
});

page.start(words);
query = periodForm(() => page.again(), { bots: false });
