/** The events page in English and Italian. */

const en = {
  page: { title: "Microlift events" },
  stream: { title: "Events as they come", lead: "The last thirty events of each session of the last hour, and what came since this page was opened. Repeated deliveries of one event do not show. Without consent to statistics nothing is kept, so nothing shows.",
    session: "Session", all: "all sessions", outcome: "Outcome", every: "all", accepted: "accepted", rejected: "rejected", hold: "Hold still", count: "{found} of {all}", received: "Received", event: "Event", reason: "Reason", path: "Where", happened: "Happened",
    nameless: "(no name)", only: "Only session {session}", none: "No event yet. Open the demo shop, grant statistics and look at an article: it appears here within two seconds.", noneSuch: "No event is like that. Choose all outcomes, or empty the session field." },
  reason: { unknown_event: "not in the catalogue", ts_out_of_range: "too old or too far ahead", seq_conflict: "its number was taken", parameter_type: "parameter of the wrong type", parameter_range: "parameter out of bounds", parameter_name: "parameter's name too long", too_many_parameters: "too many parameters", missing: "something is missing",
    dataclass_type: "not an object", dict_type: "not an object", tuple_type: "not a list", string_type: "not a text", int_type: "not an integer", greater_than_equal: "number too small", less_than_equal: "number too large", string_too_long: "text too long", string_too_short: "text too short", too_long: "list too long", string_unicode: "half a character" },
};

const it = {
  page: { title: "Eventi Microlift" },
  stream: { title: "Gli eventi man mano", lead: "Gli ultimi trenta eventi di ogni sessione dell'ultima ora, e quelli arrivati da quando la pagina è aperta. Le consegne ripetute di un evento non compaiono. Senza consenso alle statistiche non si conserva nulla, e nulla compare.",
    session: "Sessione", all: "tutte le sessioni", outcome: "Esito", every: "tutti", accepted: "accettato", rejected: "respinto", hold: "Ferma", count: "{found} di {all}", received: "Ricevuto", event: "Evento", reason: "Motivo", path: "Dove", happened: "Avvenuto",
    nameless: "(senza nome)", only: "Solo la sessione {session}", none: "Ancora nessun evento. Apri il negozio di prova, accetta le statistiche e guarda un articolo: comparirà qui entro due secondi.", noneSuch: "Nessun evento è così. Scegli tutti gli esiti, o svuota il campo della sessione." },
  reason: { unknown_event: "non è nel catalogo", ts_out_of_range: "troppo vecchio o troppo avanti", seq_conflict: "il suo numero era già preso", parameter_type: "parametro del tipo sbagliato", parameter_range: "parametro fuori dai limiti", parameter_name: "nome di parametro troppo lungo", too_many_parameters: "troppi parametri", missing: "manca qualcosa",
    dataclass_type: "non è un oggetto", dict_type: "non è un oggetto", tuple_type: "non è un elenco", string_type: "non è un testo", int_type: "non è un intero", greater_than_equal: "numero troppo piccolo", less_than_equal: "numero troppo grande", string_too_long: "testo troppo lungo", string_too_short: "testo troppo corto", too_long: "elenco troppo lungo", string_unicode: "mezzo carattere" },
};

export const words = { en, it };
