/** Two languages: the words by key, and the one in use, which stands in the page's address. */

import { en } from "./words.en.js";
import { it } from "./words.it.js";

const LANGUAGES = { it, en };
const listeners = new Set();
let current = pick();

function pick() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in LANGUAGES) return asked;
  return navigator.language?.startsWith("it") ? "it" : "en";
}

export const language = () => current;

/** Switches the page to `code`; nothing is stored, the address remembers it. */
export function speak(code) {
  current = code in LANGUAGES ? code : "en";
  const address = new URL(location.href);
  address.searchParams.set("lang", current);
  history.replaceState(history.state, "", address);
  translatePage();
  listeners.forEach((listener) => listener(current));
}

export const onLanguage = (listener) => listeners.add(listener);

/** Returns the words for `key` with {placeholders} filled, or `otherwise`, or the key itself. */
export function t(key, values = {}, otherwise = key) {
  const words = key.split(".").reduce((part, name) => part?.[name], LANGUAGES[current]);
  if (typeof words === "function") return words(values);
  if (typeof words !== "string") return otherwise;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Returns the text in the language in use, of a string or a {language: text} object. */
export function local(text) {
  if (text === null || typeof text !== "object") return text ?? "";
  return text[current] ?? text.en ?? Object.values(text)[0] ?? "";
}

/** Fills every [data-t] and [data-t-label] of the page's fixed part. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = t("shop.name");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
}
