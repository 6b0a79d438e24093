/** The back-test's report in English and Italian. */

const en = {
  report: {
    title: "Draft {revision} against {against}", period: "{from} to {to}", bounded: "Stopped at {carts} carts, {reached}.", cut: "{count} sessions had begun before and are left out.",
    none: "No cart was decided in this period, so there is nothing to compare.", verdict: "Publish gate",
    passed: "The gate lets this draft through.", held: "The gate holds this draft back.", open: "The draft sets no gate: nothing would hold it back.",
    no_carts: "There was no cart to judge by: choose a longer period.", cost_increase: "Discounts would cost {actual} more; {limit} more is allowed.", from_nothing: "Discounts would cost something where they cost nothing; {limit} more is allowed.",
    margin_unknown: "No line of these carts has a known margin floor: send the items with one.", margin_too_small: "{actual} of the revenue would stay above the margin floors; {limit} must stay.",
    carts: "Carts", changed: "{changed} of {carts} change", lost: "Lose their offer", lostOf: "{lost} of {carts} carts", cost: "Discounts", revenue: "Revenue after discount", margin: "Margin after discount", ofRevenue: "{share} of the revenue", floors: "{carts} carts with margin floors", noFloors: "no margin floor known",
    before: "before", after: "draft", grew: "{before} before", bought: "Bought carts alone", boughtOf: "{carts} carts, {before} before",
    byRule: "Discounts by rule", byRuleSaid: "Discount cost of each rule, before and under the draft; the table beside has the same figures.", rule: "Rule", cartsBefore: "Carts before", cartsAfter: "Carts, draft", costBefore: "Cost before", costAfter: "Cost, draft", idle: "{count} rules give nothing on either side: {names}.",
    change: "Change per cart", changeSaid: "How many carts are given how much more or less; the table beside has the same figures.", unchanged: "{carts} carts get the same as before.", step: "Discount", less: "less discount", more: "more discount", same: "no change", from: "{from} to {to}",
    money: "Cost and margin", moneySaid: "All discounts, and the margin as a share of the revenue, before and under the draft; the table beside has the same figures.", limit: "gate: {value}", figure: "Figure",
    lostTitle: "Carts that lose their offer", cart: "Cart", had: "Had", listed: "The {count} dearest of {all}.",
    examples: "Examples", examplesLead: "The largest changes each way, with both decisions and the rules that make the difference.", noExamples: "No cart changes.", example: "{subtotal}: {before} off before, {after} off under the draft", boughtTag: "bought", tryOut: "Try this cart", lines: "{quantity} × {item}, {price}",
  },
};

const it = {
  report: {
    title: "Bozza {revision} contro {against}", period: "dal {from} al {to}", bounded: "Fermata a {carts} carrelli, {reached}.", cut: "{count} sessioni erano iniziate prima e restano fuori.",
    none: "In questo periodo nessun carrello è stato deciso: non c'è niente da confrontare.", verdict: "Soglia di pubblicazione",
    passed: "La soglia lascia passare questa bozza.", held: "La soglia ferma questa bozza.", open: "La bozza non pone soglie: niente la fermerebbe.",
    no_carts: "Non c'era nessun carrello con cui giudicare: scegli un periodo più lungo.", cost_increase: "Gli sconti costerebbero {actual} in più; è ammesso {limit} in più.", from_nothing: "Gli sconti costerebbero qualcosa dove non costavano niente; è ammesso {limit} in più.",
    margin_unknown: "Nessuna riga di questi carrelli ha un margine minimo noto: invia gli articoli con il loro.", margin_too_small: "Sopra i minimi resterebbe {actual} dei ricavi; deve restare {limit}.",
    carts: "Carrelli", changed: "{changed} di {carts} cambiano", lost: "Perdono l'offerta", lostOf: "{lost} carrelli di {carts}", cost: "Sconti", revenue: "Ricavi dopo lo sconto", margin: "Margine dopo lo sconto", ofRevenue: "{share} dei ricavi", floors: "{carts} carrelli con margini minimi", noFloors: "nessun margine minimo noto",
    before: "prima", after: "bozza", grew: "{before} prima", bought: "Solo carrelli acquistati", boughtOf: "{carts} carrelli, {before} prima",
    byRule: "Sconti per regola", byRuleSaid: "Il costo degli sconti di ogni regola, prima e con la bozza; la tabella accanto ha le stesse cifre.", rule: "Regola", cartsBefore: "Carrelli prima", cartsAfter: "Carrelli, bozza", costBefore: "Costo prima", costAfter: "Costo, bozza", idle: "{count} regole non danno niente né prima né dopo: {names}.",
    change: "Differenza per carrello", changeSaid: "Quanti carrelli ricevono quanto in più o in meno; la tabella accanto ha le stesse cifre.", unchanged: "{carts} carrelli ricevono quanto prima.", step: "Sconto", less: "meno sconto", more: "più sconto", same: "nessuna differenza", from: "da {from} a {to}",
    money: "Costo e margine", moneySaid: "Tutti gli sconti, e il margine come parte dei ricavi, prima e con la bozza; la tabella accanto ha le stesse cifre.", limit: "soglia: {value}", figure: "Cifra",
    lostTitle: "Carrelli che perdono l'offerta", cart: "Carrello", had: "Avevano", listed: "I {count} più cari di {all}.",
    examples: "Esempi", examplesLead: "Le differenze più grandi nei due sensi, con le due decisioni e le regole che fanno la differenza.", noExamples: "Nessun carrello cambia.", example: "{subtotal}: prima {before} di sconto, con la bozza {after}", boughtTag: "acquistato", tryOut: "Prova questo carrello", lines: "{quantity} × {item}, {price}",
  },
};

export const words = { en, it };
