/** A JSON editor: CodeMirror in a shadow root, where it may adopt its styles without the page allowing inline ones. */

import {
  EditorState, EditorView, HighlightStyle, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap, defaultKeymap, drawSelection, foldGutter, foldKeymap,
  highlightActiveLine, highlightActiveLineGutter, history, historyKeymap, hoverTooltip, indentOnInput, indentUnit, json, keymap, lineNumbers, lintGutter, lintKeymap, search, searchKeymap, setDiagnostics, syntaxHighlighting, tags,
} from "../vendor/editor.js";
import { section } from "../i18n.js";
import { completions, explanations } from "./completion.js";
import { faults, locate } from "./places.js";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--green)" },
  { tag: tags.string, color: "var(--ink)" },
  { tag: tags.number, color: "var(--warm)" },
  { tag: [tags.bool, tags.null], color: "var(--gold)", fontWeight: "600" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--soft)" },
]);

const box = { background: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)" };
const look = EditorView.theme({
  "&": { background: "var(--paper)", color: "var(--ink)", fontSize: "13px", height: "100%", borderRadius: "10px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { background: "var(--sunk)", color: "var(--soft)", border: "0", borderRadius: "10px 0 0 10px" },
  ".cm-activeLine": { background: "color-mix(in srgb, var(--green-wash) 45%, transparent)" },
  ".cm-activeLineGutter": { background: "var(--green-wash)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--focus) 28%, transparent)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { background: "var(--gold-wash)", outline: "1px solid var(--gold)" },
  ".cm-foldPlaceholder": { ...box, background: "var(--sunk)", padding: "0 6px" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--warm) 1.5px", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--gold) 1.5px", textUnderlineOffset: "3px" },
  ".cm-lint-marker": { content: "''", width: "9px", height: "9px", borderRadius: "50%", margin: "5px 0 0 3px" },
  ".cm-lint-marker-error": { content: "''", background: "var(--warm)" },
  ".cm-lint-marker-warning": { content: "''", background: "var(--gold)", borderRadius: "2px" },
  ".cm-tooltip": { ...box, borderRadius: "8px", boxShadow: "0 6px 22px rgb(0 0 0 / 18%)", fontFamily: "system-ui, sans-serif", maxWidth: "min(30rem, 90vw)" },
  ".cm-tooltip .said": { padding: "8px 12px", fontSize: "13px", lineHeight: "1.45" },
  ".cm-tooltip .said p": { margin: "4px 0 0" },
  ".cm-tooltip .kind": { color: "var(--soft)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--green)", color: "var(--on-green)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", fontSize: "12px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { padding: "8px 12px", fontSize: "13px", lineHeight: "1.45", maxWidth: "20rem" },
  ".cm-diagnostic": { padding: "6px 12px", fontSize: "13px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--warm)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--gold)" },
  ".cm-panels": { background: "var(--sunk)", color: "var(--ink)", borderColor: "var(--edge)" },
  ".cm-panel input, .cm-panel button": { ...box, borderRadius: "6px", padding: "3px 8px", backgroundImage: "none", fontSize: "13px" },
  ".cm-searchMatch": { background: "var(--gold-wash)", outline: "1px solid var(--gold)" },
  ".cm-searchMatch.cm-searchMatch-selected": { background: "var(--gold-wash)", outline: "2px solid var(--warm)" },
});

/**
 * Puts what is typed in the place of what is marked by itself. Left to Chromium, the text would take over the look of
 * what it replaces as an inline style, which the page's policy refuses.
 */
const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || empty || view.composing || view.state.selection.ranges.length > 1) return false;
    event.preventDefault();
    const insert = () => view.state.update({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handled) => handled(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

/** Tab moves on, as everywhere on the page: the keyboard is never trapped. */
const keys = [...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, ...defaultKeymap];

/**
 * Returns an editor in `host`, named `label`. `schema()` returns the JSON Schema to complete by, or null;
 * `edited(text)` hears every change, `saved()` Ctrl-S. `lean` leaves out the numbers and folds.
 */
export function editorIn(host, { label, text = "", schema = () => null, edited = () => {}, saved = null, lean = false }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open", delegatesFocus: true });
  const state = EditorState.create({
    doc: text,
    extensions: [
      lean ? [] : [lineNumbers(), foldGutter(), highlightActiveLineGutter(), lintGutter()],
      history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), search({ top: true }), indentUnit.of("  "), EditorView.lineWrapping,
      json(), syntaxHighlighting(colours), look, typing,
      autocompletion({ override: [completions(schema)], icons: false, activateOnTypingDelay: 60 }),
      hoverTooltip(explanations(schema)),
      keymap.of([...(saved ? [{ key: "Mod-s", preventDefault: true, run: () => (saved(), true) }] : []), ...keys]),
      EditorState.phrases.of(section("phrases")),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
      EditorView.updateListener.of((update) => update.docChanged && edited(update.state.doc.toString())),
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  return {
    text: () => view.state.doc.toString(),
    write: (next) => view.dispatch({ changes: difference(view.state.doc.toString(), next) }),
    faults: () => faults(view.state),
    line: (path) => view.state.doc.lineAt(locate(view.state, path).from).number,
    lineAt: (pos) => view.state.doc.lineAt(Math.min(pos, view.state.doc.length)).number,
    /** Puts the cursor where `path` (or a place) is, in the middle of what is seen. */
    show(path) {
      const { from } = typeof path === "number" ? { from: path } : locate(view.state, path);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    /** Underlines each `{ path | from, to, severity, message }`. */
    mark(problems) {
      const marks = problems.map(({ path, from, to, severity, message }) => ({ ...(path === undefined ? { from, to } : locate(view.state, path)), severity, message }));
      view.dispatch(setDiagnostics(view.state, marks.filter((each) => each.to <= view.state.doc.length).sort((a, b) => a.from - b.from)));
    },
    focus: () => view.focus(),
  };
}

/** Returns the one change that makes `after` of `before`, so that cursor and folds around it stay. */
function difference(before, after) {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}
