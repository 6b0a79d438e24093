/** The funnel page in English and Italian. */

const en = {
  page: { title: "Microlift funnel" },
  stage: { awareness: "Awareness", interest: "Interest", consideration: "Consideration", cart: "Cart", checkout: "Checkout", purchase: "Purchase" },
  figure: { below: "up to {to}", from: "{from} or more" },
  funnel: { rates: "Rates", title: "Visits by stage", days: "Day by day", none: "No visit in these days. Open the demo shop, grant statistics and look around: the lake takes events in within a minute here, within an hour on AWS. Or choose other days.",
    visits: "Visits", conversion: "Conversion", add_to_cart: "Add to cart", cart_abandonment: "Cart abandonment", checkout_abandonment: "Checkout abandonment", worth: "Bought", orders: "{orders} orders told by the shop's backend",
    of: "{count} of {total}", sure: "95%: {interval}", ofNone: "of none", above: "above other shops' {range}", below: "below other shops' {range}", within: "other shops: {range}", band: "add to cart of other shops, {range}",
    caption: "Visits that went so far or deeper, of all visits", said: "Of {visits} visits {bought} end in a purchase.", stage: "Stage", reached: "Reached", rate: "Of the step before", touched: "With an event of it",
    journey: "Purchase journey", journeyLead: "Each step after all earlier ones, in one visit.", event: "Event", visitsHead: "Visits", carts: "With a cart", bought: "Bought", day: "Day", asTable: "The days as a table",
    visitsByDay: "Visits by the day they began on", visitsByDaySaid: "Bars of visits per day; the figures are in the table below.", ratesByDay: "Rates by day", ratesByDaySaid: "Lines of the add-to-cart rate and of the conversion per day; the figures are in the table below." },
  conversion: { title: "Time to conversion", none: "No purchase in these days.", lead: "From the first step since the visitor's last purchase, across visits, 30 days back at most.", first_event: "from the first event", add_to_cart: "from the first add to cart", since: "Measured", purchases: "Purchases", median: "Median", p90: "90% within", returned: "In several visits",
    buckets: "The histogram as a table", took: "It took", said: "Half of the purchases take up to {median}, nine of ten up to {p90}." },
  comparisons: { title: "With and without", none: "Nothing to compare yet: it takes visits with an event, and others without it.", note: "Association, not cause: shoppers who mean to buy do more of everything. Intervals hold with 95% each, so of twenty comparisons one may stand apart by chance. What an event is worth, only an experiment tells.",
    caption: "Conversion of visits with the event and without it; lines are 95% intervals", said: "For example {event}: {interval} with it, {other} without.", event: "Event", visits: "Visits", with: "With", without: "Without", lift: "Difference", certainty: "Intervals", apart: "apart", notApart: "overlap", valueWith: "Order value with", valueWithout: "without" },
  interventions: { title: "Interventions", none: "No intervention was shown in these days. Session rules show them: a chat after 25 seconds on an article, for example.", lead: "Counted in visits that were shown it; shares are of those. A purchase after a showing is no proof of its effect.",
    rule: "Rule", type: "Kind", shown: "Shown", clicked: "Clicked", dismissed: "Dismissed", converted: "Bought after", orders: "Orders", revenue: "Bought for" },
};

const it = {
  page: { title: "Funnel Microlift" },
  stage: { awareness: "Scoperta", interest: "Interesse", consideration: "Valutazione", cart: "Carrello", checkout: "Cassa", purchase: "Acquisto" },
  figure: { below: "fino a {to}", from: "{from} o più" },
  funnel: { rates: "Tassi", title: "Visite per fase", days: "Giorno per giorno", none: "Nessuna visita in questi giorni. Apri il negozio di prova, accetta le statistiche e guardati intorno: qui il lake riceve gli eventi entro un minuto, su AWS entro un'ora. Oppure scegli altri giorni.",
    visits: "Visite", conversion: "Conversione", add_to_cart: "Aggiunta al carrello", cart_abandonment: "Abbandono del carrello", checkout_abandonment: "Abbandono della cassa", worth: "Acquistato", orders: "{orders} ordini comunicati dal negozio",
    of: "{count} su {total}", sure: "95%: {interval}", ofNone: "su nessuna", above: "sopra gli altri negozi, {range}", below: "sotto gli altri negozi, {range}", within: "altri negozi: {range}", band: "aggiunta al carrello di altri negozi, {range}",
    caption: "Visite arrivate fin qui o oltre, su tutte", said: "Di {visits} visite {bought} finiscono con un acquisto.", stage: "Fase", reached: "Arrivate", rate: "Sulla fase prima", touched: "Con un suo evento",
    journey: "Percorso d'acquisto", journeyLead: "Ogni passo dopo tutti i precedenti, in una visita.", event: "Evento", visitsHead: "Visite", carts: "Con carrello", bought: "Con acquisto", day: "Giorno", asTable: "I giorni in tabella",
    visitsByDay: "Visite per giorno d'inizio", visitsByDaySaid: "Barre delle visite al giorno; i numeri sono nella tabella sotto.", ratesByDay: "Tassi per giorno", ratesByDaySaid: "Linee del tasso di aggiunta al carrello e della conversione al giorno; i numeri sono nella tabella sotto." },
  conversion: { title: "Tempo alla conversione", none: "Nessun acquisto in questi giorni.", lead: "Dal primo passo dopo l'ultimo acquisto del visitatore, su più visite, al massimo 30 giorni indietro.", first_event: "dal primo evento", add_to_cart: "dalla prima aggiunta al carrello", since: "Misurato", purchases: "Acquisti", median: "Mediana", p90: "90% entro", returned: "In più visite",
    buckets: "L'istogramma in tabella", took: "Durata", said: "Metà degli acquisti richiede fino a {median}, nove su dieci fino a {p90}." },
  comparisons: { title: "Con e senza", none: "Ancora nulla da confrontare: servono visite con un evento e altre senza.", note: "Associazione, non causa: chi intende comprare fa di più di tutto. Gli intervalli valgono al 95% ciascuno: su venti confronti uno può distinguersi per caso. Quanto vale un evento lo dice solo un esperimento.",
    caption: "Conversione delle visite con l'evento e senza; le linee sono intervalli al 95%", said: "Per esempio {event}: {interval} con, {other} senza.", event: "Evento", visits: "Visite", with: "Con", without: "Senza", lift: "Differenza", certainty: "Intervalli", apart: "separati", notApart: "sovrapposti", valueWith: "Valore ordine con", valueWithout: "senza" },
  interventions: { title: "Interventi", none: "Nessun intervento mostrato in questi giorni. Li mostrano le regole di sessione: una chat dopo 25 secondi su un articolo, per esempio.", lead: "Contati in visite che l'hanno visto; le quote sono di quelle. Un acquisto dopo averlo visto non prova il suo effetto.",
    rule: "Regola", type: "Tipo", shown: "Mostrati", clicked: "Cliccati", dismissed: "Chiusi", converted: "Acquisto dopo", orders: "Ordini", revenue: "Acquistato" },
};

export const words = { en, it };
