/** The live page: what Microlift decides, hears and sends, every two seconds anew. */

import { $ } from "./dom.js";
import { drawDecisions, drawEvents, drawReminders, forgetDrawn } from "./feeds.js";
import { t } from "./i18n.js";
import { Page } from "./page.js";
import { drawWhy, drawWhyEmpty } from "./why.js";

const EVERY_MS = 2000;
const MOST_DECISIONS = 60;

let chosen = null;
let decisions = [];

const page = new Page({
  everyMs: EVERY_MS,
  ask: (insights) => Promise.all([insights.report("activity"), insights.report("reminders")]),
  draw([activity, reminders]) {
    decisions = remember(activity.decisions ?? []);
    drawDecisions(decisions, chosen, choose);
    drawEvents(activity.events);
    drawReminders(reminders.reminders);
    return activity.now;
  },
  unasked: () => drawWhyEmpty(),
  forget() {
    decisions = [];
    chosen = null;
    forgetDrawn();
  },
});

async function choose(decisionId) {
  chosen = decisionId;
  drawDecisions(decisions, chosen, choose);
  drawWhyEmpty(t("why.asking"));
  try {
    const decision = await page.insights.explained(decisionId);
    if (chosen !== decisionId) return;
    drawWhy(decision.decision ? { ...decision.decision, ...decision } : decision);
    // On a narrow screen the answer stands below the list.
    if (matchMedia("(max-width: 64rem)").matches) $("#why-title").focus();
  } catch (error) {
    if (chosen === decisionId) drawWhyEmpty(t("why.none", { detail: error.message }));
  }
}

/** Joins what was decided since the last look: the report has each session's current decision only. */
function remember(latest) {
  const known = new Map([...decisions, ...latest].map((decision) => [decision.decision_id, decision]));
  return [...known.values()].sort((a, b) => b.evaluated_at - a.evaluated_at).slice(0, MOST_DECISIONS);
}

page.start({ en: {}, it: {} });
