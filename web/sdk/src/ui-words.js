/** The words of the default interventions, where the rule brings none: in the page's language, else in English. */

/** @type {Record<string, Record<string, [string, string?]>>} title, and the button's word */
const WORDS = {
  en: {
    close: ["Close"],
    open_chat: ["Can we help you?", "Open the chat"],
    exit_intent_offer: ["Before you go", "Stay"],
    low_stock: ["Only a few left"],
    gift_progress: ["A gift is close"],
    gift_earned: ["Your gift is waiting"],
    upsell: ["This would go with it"],
    upgrade: ["A better version for you"],
    other: ["For you"],
  },
  it: {
    close: ["Chiudi"],
    open_chat: ["Possiamo aiutarti?", "Apri la chat"],
    exit_intent_offer: ["Prima di andare", "Resta"],
    low_stock: ["Ne restano pochi"],
    gift_progress: ["Un regalo è vicino"],
    gift_earned: ["Il tuo regalo ti aspetta"],
    upsell: ["Ci sta bene insieme"],
    upgrade: ["Una versione migliore per te"],
    other: ["Per te"],
  },
  pl: {
    close: ["Zamknij"],
    open_chat: ["Czy możemy pomóc?", "Otwórz czat"],
    exit_intent_offer: ["Zanim odejdziesz", "Zostań"],
    low_stock: ["Zostało niewiele sztuk"],
    gift_progress: ["Prezent jest blisko"],
    gift_earned: ["Prezent czeka"],
    upsell: ["To będzie pasować"],
    upgrade: ["Lepsza wersja dla Ciebie"],
    other: ["Dla Ciebie"],
  },
};

/** @param {string} type @param {any} params @returns {{title: string, text: string, action?: string}} */
export function words(type, params) {
  const language = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.en;
  const [title, action] = language[type] ?? language.other;
  const { title: own, text = "", button } = params;
  return { title: String(own ?? title), text: String(text), action: button ?? (params.url && own ? own : action) };
}
