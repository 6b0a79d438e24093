/** The consent banner: three answers of equal weight, and the four signals for who wants to choose. */

import { consent, all, SIGNALS } from "../consent.js";
import { $, announce, h, swap } from "../dom.js";
import { onLanguage, t } from "../i18n.js";

let choosing = false;

function answer(signals) {
  consent.choose(signals);
  announce(t("consent.saved"));
  $("#main").focus({ preventScroll: true });
}

function chosen(form) {
  return Object.fromEntries(SIGNALS.map((signal) => [signal, form.elements[signal].checked ? "granted" : "denied"]));
}

function signalForm() {
  const submitted = (event) => {
    event.preventDefault();
    answer(chosen(event.target));
  };
  return h("form", { id: "signals", class: "signals", onsubmit: submitted }, SIGNALS.map((signal) =>
    h("label", { class: "check" }, h("input", { id: `signal-${signal}`, name: signal, type: "checkbox", checked: consent.granted(signal) }), h("span", {}, t(`consent.${signal}`)))));
}

function draw() {
  const choose = () => {
    choosing = true;
    draw();
    $(`#signal-${SIGNALS[0]}`).focus();
  };
  swap($("#consent"),
    h("div", { class: "consent-words" }, h("h2", { id: "consent-title" }, t("consent.title")), h("p", {}, t("consent.text"))),
    choosing && signalForm(),
    h("div", { class: "consent-answers" },
      h("button", { id: "consent-all", type: "button", onclick: () => answer(all("granted")) }, t("consent.all")),
      h("button", { id: "consent-necessary", type: "button", onclick: () => answer(all("denied")) }, t("consent.necessary")),
      choosing ? h("button", { id: "consent-save", type: "submit", form: "signals" }, t("consent.save"))
        : h("button", { id: "consent-choose", type: "button", onclick: choose }, t("consent.choose"))));
}

export function startConsent() {
  onLanguage(draw);
  draw();
  $("#consent").hidden = consent.answered;
  consent.addEventListener("change", () => ($("#consent").hidden = true));
  $("#consent-again").addEventListener("click", () => {
    choosing = true;
    draw();
    $("#consent").hidden = false;
    $("#consent-all").focus();
  });
}
