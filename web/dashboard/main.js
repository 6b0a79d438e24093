/** The dashboard: polls Microlift every two seconds and shows what it decides, hears and sends. */

import { $ } from "./dom.js";
import { drawDecisions, drawEvents, drawReminders, forgetDrawn } from "./feeds.js";
import { moment } from "./format.js";
import { t, teach, translatePage } from "./i18n.js";
import { Insights } from "./insights.js";
import { askKey, forgetKey, knownKey } from "./key.js";
import { drawWhy, drawWhyEmpty } from "./why.js";
import { en } from "./words.en.js";
import { it } from "./words.it.js";

const EVERY_MS = 2000;
const MOST_DECISIONS = 60;

let api = null;
let insights = null;
let chosen = null;
let decisions = [];
let polling = null;

function say(words, state = "") {
  const node = $("#standing");
  if (node.textContent !== words) node.textContent = words;
  node.dataset.state = state;
}

async function choose(decisionId) {
  chosen = decisionId;
  drawDecisions(decisions, chosen, choose);
  drawWhyEmpty(t("why.asking"));
  try {
    const decision = await insights.explained(decisionId);
    if (chosen !== decisionId) return;
    drawWhy(decision.decision ? { ...decision.decision, ...decision } : decision);
    // On a narrow screen the answer stands below the list.
    if (matchMedia("(max-width: 64rem)").matches) $("#why-title").focus();
  } catch (error) {
    drawWhyEmpty(t("why.none", { detail: error.message }));
  }
}

/** Joins what was decided since the last look: the report has each session's current decision only. */
function remember(latest) {
  const known = new Map([...decisions, ...latest].map((decision) => [decision.decision_id, decision]));
  return [...known.values()].sort((a, b) => b.evaluated_at - a.evaluated_at).slice(0, MOST_DECISIONS);
}

async function poll() {
  const asking = insights;
  try {
    const [activity, reminders] = await Promise.all([asking.activity(), asking.reminders()]);
    if (asking !== insights) return;
    decisions = remember(activity.decisions ?? []);
    $("#board").hidden = false;
    $("#leave").hidden = false;
    drawDecisions(decisions, chosen, choose);
    drawEvents(activity.events);
    drawReminders(reminders.reminders);
    say(t("standing.live", { moment: moment(activity.now) }), "live");
  } catch (error) {
    if (asking !== insights) return;
    if (error.wrongKey) return lock(t("key.refused"));
    say(error.status ? t("standing.answered", { status: error.status, detail: error.message }) : t("standing.lost"), "lost");
  }
  polling = setTimeout(poll, EVERY_MS);
}

function lock(failure = null) {
  clearTimeout(polling);
  insights = null;
  decisions = [];
  chosen = null;
  forgetKey();
  forgetDrawn();
  $("#leave").hidden = true;
  say("");
  askKey(open, failure);
}

function open(key) {
  insights = new Insights(api, key);
  drawWhyEmpty();
  say(t("standing.connecting"));
  poll();
}

async function start() {
  const key = knownKey();
  $("#leave").addEventListener("click", () => lock());
  try {
    api = (await (await fetch("/config.json")).json()).api;
  } catch {
    say(t("standing.lost"), "lost");
    setTimeout(start, EVERY_MS);
    return;
  }
  if (key) open(key);
  else askKey(open);
}

teach({ en, it });
translatePage();
start();
