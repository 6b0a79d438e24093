/** The audit page in English and Italian. */

import { words as stream } from "../events/words.js";

const en = {
  page: { title: "Microlift audit" },
  reason: stream.en.reason,
  figure: { below: "up to {to}", from: "{from} or more" },
  audit: { sums: "In all", refused: "Rejected, and why", named: "By event and catalogue version", missing: "Missing parameters", delays: "Delay and clock skew", alike: "Look-alikes", none: "Nothing arrived in these days. Open the demo shop, grant statistics and look around: the lake takes events in within a minute here, within an hour on AWS. Or choose other days.",
    note: "Bots are counted here. Repeated deliveries of one event are told to their sender and reach no table, so they do not show. Without consent nothing arrives that could be counted.",
    accepted: "Accepted", rejected: "Rejected", late: "Late", bots: "Bots", corrected: "Clock put right", share: "{share}", event: "Event", reason: "Reason", path: "Where", version: "Version", events: "Events", lacking: "Something missing", parameter: "Parameter", ofAll: "Of all", nameless: "(no name)",
    noRefused: "Nothing was rejected.", noNamed: "No event was accepted.", noMissing: "No event lacks a parameter that the reports want.", noDelays: "No event tells its browser's own time.", noAlike: "No event repeats another of its session within a second.",
    refusedCaption: "Rejected events by reason", refusedSaid: "The most for: {reason}, {events}.", missingCaption: "Events without a wanted parameter, and their share of the event", missingSaid: "The most: {most}, {events}.", delaysCaption: "Events by the time from the browser's clock to the receipt", delaysSaid: "Half of the events arrive within {median}.",
    delaysLead: "From the browser's own clock to the receipt: the way, an offline browser's wait, and its clock's skew. Below zero the clock is ahead. Beyond 30 seconds of skew, times are put right before anything is counted.",
    quantile: "Quantile", quantiles: "Quantiles of the delay", histogram: "The histogram as a table", delay: "Delay", p01: "1% within", p05: "5% within", p50: "Median", p95: "95% within", p99: "99% within", alikeLead: "The same session, page and parameters within a second, under an id of their own: often a tag that fires twice." },
};

const it = {
  page: { title: "Verifica Microlift" },
  reason: stream.it.reason,
  figure: { below: "fino a {to}", from: "{from} o più" },
  audit: { sums: "In tutto", refused: "Respinti, e perché", named: "Per evento e versione del catalogo", missing: "Parametri mancanti", delays: "Ritardo e orologi sfasati", alike: "Sosia", none: "In questi giorni non è arrivato nulla. Apri il negozio di prova, accetta le statistiche e guardati intorno: qui il lake riceve gli eventi entro un minuto, su AWS entro un'ora. Oppure scegli altri giorni.",
    note: "Qui i bot sono contati. Le consegne ripetute di un evento sono dette a chi le manda e non arrivano in nessuna tabella, quindi non compaiono. Senza consenso non arriva nulla che si possa contare.",
    accepted: "Accettati", rejected: "Respinti", late: "In ritardo", bots: "Bot", corrected: "Orologio corretto", share: "{share}", event: "Evento", reason: "Motivo", path: "Dove", version: "Versione", events: "Eventi", lacking: "Manca qualcosa", parameter: "Parametro", ofAll: "Su tutti", nameless: "(senza nome)",
    noRefused: "Nulla è stato respinto.", noNamed: "Nessun evento accettato.", noMissing: "A nessun evento manca un parametro che i rapporti vogliono.", noDelays: "Nessun evento dice l'ora del suo browser.", noAlike: "Nessun evento ne ripete un altro della sessione entro un secondo.",
    refusedCaption: "Eventi respinti per motivo", refusedSaid: "Il più frequente: {reason}, {events}.", missingCaption: "Eventi senza un parametro voluto, e quota sull'evento", missingSaid: "Il più frequente: {most}, {events}.", delaysCaption: "Eventi per tempo dall'orologio del browser alla ricezione", delaysSaid: "Metà degli eventi arriva entro {median}.",
    delaysLead: "Dall'orologio del browser alla ricezione: il tragitto, l'attesa di un browser offline e lo sfasamento del suo orologio. Sotto zero l'orologio è avanti. Oltre 30 secondi di sfasamento i tempi sono corretti prima di contare.",
    quantile: "Quantile", quantiles: "Quantili del ritardo", histogram: "L'istogramma in tabella", delay: "Ritardo", p01: "1% entro", p05: "5% entro", p50: "Mediana", p95: "95% entro", p99: "99% entro", alikeLead: "Stessa sessione, pagina e parametri entro un secondo, con un id proprio: spesso un tag che scatta due volte." },
};

export const words = { en, it };
