/** The rules page in Italian. */

const some = (one, more) => ({ count }) => (count === 1 ? one : more.replace("{count}", count));
const errors = some("1 errore", "{count} errori");
const warnings = some("1 avviso", "{count} avvisi");

export const it = {
  page: { title: "Regole di Microlift" },
  overview: { title: "Regole", filter: "Cerca una regola", count: "{found} di {all}", none: "Nessuna regola si chiama così.", number: "N.", rule: "Regola", group: "Gruppo", state: "Stato", schedule: "Aperta", limits: "Limiti", uses: "Usi", spent: "Concesso",
    override: "aggiuntiva", budget: "Budget usato", left: "restano {amount}" },
  state: { on: "attiva", off: "spenta", over: "finita", planned: "prevista", added: "nuova nella bozza", changed: "modificata", removed: "tolta" },
  schedule: { from: "dal {moment}", until: "fino al {moment}" },
  limit: { per_session: "{count} per sessione", per_customer: "{count} per cliente", total: "{count} in tutto", day: "{amount} al giorno", week: "{amount} a settimana", month: "{amount} al mese", campaign: "{amount} in tutto",
    ceiling: "al massimo {most}", codes: "codice {codes}", batch: "codici di {batch}" },
  desk: { title: "Editor", editor: "Le regole in JSON", author: "Il tuo nome", note: "Che cosa cambia, e perché", save: "Salva bozza", publish: "Pubblica…", arrange: "Riordina", discard: "Scarta bozza…", somebody: "qualcuno",
    keys: "Ctrl-Spazio completa, Ctrl-S salva, Ctrl-F cerca, F8 va al problema seguente. Tab esce dall'editor.",
    draft: "Bozza, revisione {revision}, salvata da {who} il {time}", noDraft: "Nessuna bozza: questa è la versione {version}, in servizio", unsaved: "modifiche non salvate", notJson: "Non salvata: non è ancora JSON.", notSaved: "Non salvata; resta in questo browser.",
    restored: "Ritrovi il tuo lavoro non salvato del {time}.", throwAway: "Buttalo via", asideKept: "Queste sono le regole come salvate.", bringBack: "Riprendi la mia versione",
    conflict: "{who} ha salvato la revisione {revision} alle {time}, mentre ne modificavi una precedente.", conflictGone: "Intanto {who} ha pubblicato o scartato la bozza; la versione {version} è in servizio.", differs: "Diverse: {rules}.", together: "Unisci le due", joined: "Le due modifiche sono nell'editor. Rileggile, poi salva.", unkept: "Questo browser non ha spazio per il lavoro non salvato: salva la bozza.", takeTheirs: "Carica la sua", overwrite: "Sovrascrivi con la mia" },
  problem: { syntax: "Qui non è JSON: manca o avanza qualcosa.", twice: "“{name}” compare due volte in questo oggetto; vale solo l'ultima.", line: "Riga {line}", error: "Errore: ", warning: "Avviso: ",
    count: (of) => [of.errors && errors({ count: of.errors }), of.warnings && warnings({ count: of.warnings })].filter(Boolean).join(", "), none: "Valida, nessun avviso.", unjudged: "Non controllata: {detail}" },
  editor: { group: "un gruppo di queste regole", example: "esempio", object: "un oggetto", array: "una lista", string: "un testo" },
  tryout: { title: "Prova", carts: "Carrello", moment: "Momento (vuoto: adesso)", decide: "Decidi", editor: "Il carrello in JSON", samples: "Esempi", recent: "Carrelli dell'ultima ora", asking: "Decido…", decided: "Deciso al {moment}, secondo l'editor.",
    notJson: "Il carrello non è ancora JSON.", noRules: "Le regole nell'editor non sono ancora JSON.", noCart: "Quel carrello non è più conservato.", applied: "Applicate", nothing: "Nessuna regola dà qualcosa a questo carrello.", nearest: "A portata di mano",
    more: "ancora {missing} di {fact}", interventions: "Mostrati al cliente", messages: "Messaggi", every: "Tutte le regole" },
  question: { cart: "il carrello come lo manda il negozio", observed: "i fatti diversi da quelli di un cliente nuovo, per nome; uno che cresce, com'è nel momento chiesto", now: "il momento, in millisecondi epoch; vince il campo sopra",
    line_id: "il nome della riga", item_id: "l'articolo; uno che il negozio conosce prende prezzo ed etichette del negozio", quantity: "quanti", unit_price: "il prezzo di uno, tasse incluse, in unità minori: 1299 è 12,99 EUR", category: "la categoria",
    brand: "la marca", tags: "le etichette", addon_of: "l'articolo di cui è un accessorio", cart_id: "il nome del carrello", revision: "cresce a ogni modifica", currency: "ISO 4217", stage: "a che punto è il cliente", lines: "gli articoli",
    shipping: "la spedizione", selected: "se è scelta", amount: "quanto costa, in unità minori", codes: "i codici inseriti" },
  sample: { three: "Tre articoli, 132 euro", dear: "Una borsa da 140 euro, cliente Prime", season: "Due panettoni, spedizione scelta", small: "Un articolo, terza aggiunta al carrello" },
  versions: { title: "Versioni", rollback: "Torna indietro…", version: "Versione {version}", serves: "in servizio", packaged: "fornita con Microlift", rules: some("1 regola", "{count} regole"), added: "{count} nuove", removed: "{count} tolte", changed: "{count} modificate",
    compare: "Confronta con quella in servizio", compareDraft: "Confronta con la bozza", edit: "Apri nell'editor", report: "Prova sul passato", serve: "Rimetti in servizio", named: "versione {version}", edited: "La versione {version} è nell'editor. Salvandola diventa la bozza.",
    serveAsk: "Rimettere in servizio la versione {version}?", serveLead: "Prende il posto della versione {active} per ogni carrello, entro mezzo minuto. Nulla va perso: la versione {active} resta nell'elenco.", served: "La versione {version} è di nuovo in servizio.",
    rollbackAsk: "Tornare indietro?", rollbackLead: "Torna in servizio, entro mezzo minuto, la versione che c'era prima della {active}.", rollbackYes: "Torna indietro", rolledBack: "È tornata la versione precedente." },
  diff: { added: "Nuove:", removed: "Tolte:", changed: "Modificata:", settings: "Impostazioni:", more: "e altre {count} regole", same: "Nessuna differenza.", nothing: "nulla", rule: "la regola" },
  publish: { ask: "Pubblicare la bozza come versione {next}?", lead: "Prende il posto della versione {active} per ogni carrello, entro mezzo minuto.", warnings: ({ count }) => `Ha ${warnings({ count })}.`, yes: "Pubblica", done: "La versione {version} è in servizio." },
  discard: { ask: "Scartare la bozza?", lead: "L'editor torna alla versione {version}.", yes: "Scarta" },
  dialog: { no: "Non ora" },
  backtest: { title: "Prova sul passato", lead: "Decide di nuovo i carrelli recenti del negozio, con la versione in servizio e con la bozza, e confronta.", span: "Carrelli", days: ({ days }) => (days === 1 ? "dell'ultimo giorno" : `degli ultimi ${days} giorni`), start: "Prova la bozza sul passato",
    queued: "In attesa di una macchina…", running: "{percent}, {carts} carrelli decisi", done: "Fatto, {moment}.", progress: "Avanzamento della prova", unsaved: "Prima va salvata la bozza.", failed: "La prova non è riuscita: {detail}", empty: "Non c'è nessun rapporto.",
    download: "Scarica il rapporto in JSON", changed: "{changed} carrelli su {carts} ricevono altro.", cost: "Sconti: {before} con la versione in servizio, {after} con la bozza ({grew}).", passed: "Il cancello di pubblicazione la lascia passare.", refused: "Il cancello di pubblicazione la rifiuta.", older: "È stata provata la revisione {revision}, non la bozza com'è adesso.", show: "Mostra il rapporto" },
  phrases: { Find: "Cerca", Replace: "Sostituisci", next: "seguente", previous: "precedente", all: "tutte", "match case": "maiuscole", regexp: "espressione", "by word": "parola intera", replace: "sostituisci", "replace all": "sostituisci tutte", close: "chiudi",
    "Fold line": "Chiudi il blocco", "Unfold line": "Apri il blocco", Completions: "Completamenti", Diagnostics: "Problemi", "No diagnostics": "Nessun problema" },
};
