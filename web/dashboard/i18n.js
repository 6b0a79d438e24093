/** Two languages: each page teaches its words; the address (`?lang=it`) or the browser says which. */

const LOCALES = { it: "it-IT", en: "en-GB" };
const words = { it: {}, en: {} };
const asked = new URLSearchParams(location.search).get("lang");

export const language = asked in LOCALES ? asked : navigator.language?.startsWith("it") ? "it" : "en";
export const locale = LOCALES[language];

/** Adds a page's words, `{en: {section: {key: words}}, it: {...}}`, to those known; words are a text or a function of the values. */
export function teach(added) {
  for (const code of Object.keys(words)) for (const [section, more] of Object.entries(added[code])) words[code][section] = { ...words[code][section], ...more };
}

/** Returns the words for `key`, its {placeholders} filled; what has no words speaks for itself. */
export function t(key, values = {}, otherwise = key) {
  const found = key.split(".").reduce((part, name) => part?.[name], words[language]);
  if (typeof found === "function") return found(values);
  return typeof found === "string" ? found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "") : otherwise;
}

/** Returns a whole section of words, empty where the language has none. */
export const section = (name) => words[language][name] ?? {};

/** Returns the text in the page's language, of a string or a {language: text} object. */
export function local(text) {
  if (text === null || typeof text !== "object") return text ?? "";
  return text[language] ?? text.en ?? Object.values(text)[0] ?? "";
}

/** Fills the fixed part of the page: every [data-t], [data-t-label], and the links that keep or change the language. */
export function translatePage() {
  document.documentElement.lang = language;
  document.title = t("page.title");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
  for (const link of document.querySelectorAll("[data-speak]")) {
    link.search = `?lang=${link.dataset.speak}`;
    if (link.dataset.speak === language) link.setAttribute("aria-current", "true");
  }
  if (asked) for (const link of document.querySelectorAll("nav a:not([data-speak])")) link.search = `?lang=${language}`;
}
