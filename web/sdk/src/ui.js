/**
 * Interventions as the shopper sees them, for shops that show nothing of their own: cards in a corner, a dialog for who
 * is about to leave, a trust badge repeated where the shop left room for it.
 *
 * Loaded when the first one comes. It lives in a shadow root with a constructed style sheet, so it works under a strict
 * Content-Security-Policy and neither takes nor gives styles; it is dark where the page says that it can be; `--microlift-*` and `::part()` restyle it.
 */

import { words } from "./ui-words.js";

const STYLES = `
:host { --ground: #fff; --ink: #1a1a1f; --line: #c9c9cf; --accent: #1d4ed8; --on-accent: #fff; }
@supports (color: light-dark(red, red)) {
  :host { --ground: light-dark(#fff, #1d1d22); --ink: light-dark(#1a1a1f, #f4f4f6); --line: light-dark(#c9c9cf, #55555e); --accent: light-dark(#1d4ed8, #9db7ff); --on-accent: light-dark(#fff, #10131f); }
}
:host { all: initial; color-scheme: inherit; position: fixed; inset: auto var(--microlift-inset, 1rem) var(--microlift-inset, 1rem) auto; z-index: var(--microlift-layer, 2147483000); max-inline-size: min(24rem, calc(100vw - 2rem)); font: var(--microlift-font, 1rem/1.45 system-ui, sans-serif); }
[part=card], [part=dialog] { box-sizing: border-box; margin-block-start: .75rem; padding: 1rem; border: 1px solid var(--microlift-line, var(--line)); border-radius: var(--microlift-radius, .75rem); background: var(--microlift-ground, var(--ground)); color: var(--microlift-ink, var(--ink)); box-shadow: 0 .5rem 2rem rgb(0 0 0 / .18); animation: come .2s ease-out; overflow-wrap: anywhere; }
[part=dialog] { inline-size: min(26rem, calc(100vw - 2rem)); margin: auto; padding: 1.5rem; }
[part=dialog]::backdrop { background: rgb(0 0 0 / .5); }
[part=title] { margin: 0 0 .25rem; font-size: 1.05em; font-weight: 650; }
[part=text] { margin: 0; }
[part=buttons] { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: .75rem; }
button { min-block-size: 2.5rem; padding: .25rem 1rem; border: 1px solid currentColor; border-radius: calc(var(--microlift-radius, .75rem) / 2); background: none; color: inherit; font: inherit; cursor: pointer; }
[part~=action] { border-color: transparent; background: var(--microlift-accent, var(--accent)); color: var(--microlift-on-accent, var(--on-accent)); }
button:focus-visible { outline: 3px solid var(--microlift-accent, var(--accent)); outline-offset: 2px; }
@keyframes come { from { opacity: 0; translate: 0 .5rem } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
`;
const MOST_CARDS = 3;
const KNOWN_AFTER_MS = 150;

/** @type {ShadowRoot | null} */
let root = null;
/** @type {Promise<void>} */
let known;
/** @type {WeakMap<Element, (how: "dismissed") => void>} by card what ends it */
const ends = new WeakMap();

/** The place of everything, made once, at the end of the body. */
function place() {
  if (root?.host.isConnected) return root;
  const host = document.createElement("microlift-notes");
  root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  // Already there, empty, and known to a screen reader before anything is said: only so is it read out.
  const said = element("div", "notes");
  said.setAttribute("role", "status");
  root.append(said);
  document.body.append(host);
  known = new Promise((resolve) => setTimeout(resolve, KNOWN_AFTER_MS));
  return root;
}

function element(/** @type {string} */ name, /** @type {string} */ part, text = "") {
  const made = document.createElement(name);
  made.setAttribute("part", part);
  made.textContent = text;
  return made;
}

/**
 * Shows an intervention. A card that has to make room for another is over as if it had been closed.
 *
 * @param {import("./microlift").Intervention} intervention @param {import("./microlift").Outcome} outcome
 * @param {(name: string, detail: any) => void} tell
 */
export async function show(intervention, outcome, tell) {
  const { type, params = {} } = intervention;
  if (type === "personalise_home") return; // the shop's own business: it listens to onIntervention
  if (type === "highlight_trust_badge") return void (repeatBadge() && outcome("shown"));
  const { title, text, action } = words(type, params);
  if (!title && !text) return;
  const leaving = type === "exit_intent_offer";
  const note = element(leaving ? "dialog" : "article", leaving ? "dialog" : "card");
  note.dataset.type = type;
  const host = place();
  if (!leaving) await known;
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const heading = element("h2", "title", title);
  heading.id = `microlift-${type}`;
  note.setAttribute("aria-labelledby", heading.id);

  /** @param {"clicked" | "dismissed"} how */
  function end(how) {
    if (!note.isConnected) return;
    outcome(how);
    const had = note.matches(":focus-within") || leaving;
    note.remove();
    if (had) before?.focus?.({ preventScroll: true });
  }

  const buttons = element("div", "buttons");
  if (action) {
    const accept = element("button", "button action", action);
    accept.onclick = () => {
      end("clicked");
      tell("action", intervention);
      act(type, params);
    };
    buttons.append(accept);
  }
  const close = element("button", "button close", words("close", {}).title);
  close.onclick = () => end("dismissed");
  buttons.append(close);
  note.append(...(title ? [heading] : []), element("p", "text", text), buttons);

  if (leaving) {
    host.append(note);
    note.addEventListener("cancel", () => end("dismissed"));
    /** @type {HTMLDialogElement} */ (note).showModal(); // the browser keeps the focus inside
  } else {
    const notes = /** @type {Element} */ (host.firstElementChild);
    const older = notes.querySelector(`[data-type="${CSS.escape(type)}"]`);
    const had = older?.matches(":focus-within");
    if (older) ends.get(older)?.("dismissed");
    note.addEventListener("keydown", ({ key }) => key === "Escape" && end("dismissed"));
    ends.set(note, end);
    notes.append(note);
    if (had) close.focus({ preventScroll: true });
    if (notes.children.length > MOST_CARDS) ends.get(notes.children[0])?.("dismissed");
  }
  outcome("shown");
}

/** Does what the button promises, where the page can: opens its chat, goes to the address. */
function act(/** @type {string} */ type, /** @type {any} */ params) {
  const chat = type === "open_chat" && document.querySelector('[data-microlift="chat"]');
  if (chat) /** @type {HTMLElement} */ (chat).click();
  else if (/^(https?:|\/)/.test(params.url)) location.assign(params.url);
}

/** Repeats the shop's trust badge in the room that is marked for it. */
function repeatBadge() {
  const room = document.querySelector('[data-microlift-room="trust_badge"]');
  const badge = document.querySelector('[data-microlift="trust_badge"]');
  if (!room || !badge || room.firstElementChild) return false;
  const copy = /** @type {Element} */ (badge.cloneNode(true));
  copy.removeAttribute("id");
  room.append(copy);
  return true;
}
