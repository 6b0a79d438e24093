/** Consent Mode v2: four signals, denied until the shopper says otherwise, told to the dataLayer. */

import { lasting, tab } from "./memory.js";

export const SIGNALS = ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"];

window.dataLayer = window.dataLayer ?? [];

// Every tab of the shop hears the shopper's answer: none must go on keeping what was taken back in another.
const tabs = new BroadcastChannel("bottega.consent");

/** Google's own calling convention: tags read the arguments object itself. */
export function gtag() {
  window.dataLayer.push(arguments);
}

export const all = (answer) => Object.fromEntries(SIGNALS.map((signal) => [signal, answer]));

class Consent extends EventTarget {
  constructor() {
    super();
    this.signals = all("denied");
    this.answered = false;
  }

  /** States the default before anything else runs, then what the shopper chose earlier. */
  begin() {
    gtag("consent", "default", { ...all("denied"), wait_for_update: 500 });
    const earlier = lasting.read().consent ?? tab.read()?.consent;
    if (earlier) this.#set(earlier);
    tabs.onmessage = ({ data }) => this.#take(data);
  }

  granted(signal) {
    return this.signals[signal] === "granted";
  }

  /** Takes the shopper's choice; what was kept beyond it is deleted at once. */
  choose(signals) {
    this.#take(signals);
    tabs.postMessage(this.signals);
  }

  #take(signals) {
    this.#set(signals);
    if (this.granted("analytics_storage")) lasting.write({ ...lasting.read(), consent: this.signals });
    else lasting.forget();
    this.dispatchEvent(new CustomEvent("change", { detail: this.signals }));
  }

  #set(signals) {
    this.signals = { ...all("denied"), ...signals };
    this.answered = true;
    gtag("consent", "update", this.signals);
  }
}

export const consent = new Consent();
