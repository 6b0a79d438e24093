/** The funnel page: how far visits go, how long a purchase takes, and what goes with it. */

import { $, swap } from "../dom.js";
import { empty } from "../figures.js";
import { t } from "../i18n.js";
import { Page } from "../page.js";
import { periodForm, toldPeriod } from "../period.js";
import { drawComparisons } from "./comparisons.js";
import { drawConversion } from "./conversion.js";
import { drawInterventions } from "./interventions.js";
import { drawDays, drawRates, drawSteps } from "./steps.js";
import { words } from "./words.js";

const EVERY_MS = 60_000;

let query = () => ({});
let drawn = "";

const page = new Page({
  everyMs: EVERY_MS,
  ask: (insights) => Promise.all(["funnel", "conversion", "comparisons", "interventions"].map((name) => insights.report(name, query()))),
  draw(answers) {
    toldPeriod(answers[0]);
    // A report that says the same again is left in peace, and whoever reads its tables is, too.
    const text = JSON.stringify(answers);
    if (text === drawn) return;
    drawn = text;
    const [funnel, conversion, comparisons, interventions] = answers;
    $("#figures").hidden = funnel.visits === 0;
    swap($("#empty"), funnel.visits ? [] : empty(t("funnel.none")));
    if (funnel.visits === 0) return;
    drawRates(funnel);
    drawSteps(funnel);
    drawDays(funnel);
    drawConversion(conversion);
    drawComparisons(comparisons);
    drawInterventions(interventions);
  },
  forget() {
    drawn = "";
  },
});

page.start(words);
query = periodForm(() => page.again());
