"""What the reminders say, in Italian, English and Polish: no shop is named, nothing is claimed that was not checked."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from shared.domain.amounts import written_day, written_percent, written_price
from shared.domain.fates import LOW_STOCK, Invite, Recall
from shared.domain.items import Item
from shared.domain.letters import Letter
from shared.domain.rules.model import FALLBACK_LANGUAGE, LANGUAGES, localised

_WORDS: Mapping[str, Mapping[str, str]] = {
    "it": {
        "article": "Articolo",
        "cart_subject": "Il tuo carrello ti aspetta, con il {percent} di sconto",
        "cart_heading": "Il tuo carrello è ancora qui",
        "cart_opening": "L'hai lasciato più di una settimana fa; ecco che cosa c'era dentro.",
        "cart_offer": "Se torni da questo link e completi l'ordine entro il {day}, hai il {percent} di sconto sul "
        "carrello.",
        "cart_button": "Riprendi il carrello",
        "cart_footer": "L'offerta è fatta per te e vale per questo carrello.",
        "cart_total": "Totale dei prodotti",
        "wish_subject": "{title}: è ancora qui",
        "wish_subject_cheaper": "{title}: ora costa meno",
        "wish_subject_low": "{title}: sono gli ultimi pezzi",
        "wish_heading": "Ci stai ancora pensando?",
        "wish_opening": "Hai messo questo articolo nella lista dei desideri.",
        "wish_cheaper": "Quando l'hai salvato costava {old}; ora costa {new}.",
        "wish_low": "Pezzi ancora disponibili: {stock}.",
        "wish_button": "Guarda l'articolo",
        "why": "Ricevi questa e-mail perché hai acconsentito a ricevere offerte da questo negozio.",
    },
    "en": {
        "article": "Article",
        "cart_subject": "Your cart is waiting, with {percent} off",
        "cart_heading": "Your cart is still here",
        "cart_opening": "You left it more than a week ago; this is what was in it.",
        "cart_offer": "Come back by this link and complete the order by {day}, and you get {percent} off the cart.",
        "cart_button": "Go back to the cart",
        "cart_footer": "The offer was made for you and holds for this cart.",
        "cart_total": "Total of the articles",
        "wish_subject": "{title}: it is still here",
        "wish_subject_cheaper": "{title}: it costs less now",
        "wish_subject_low": "{title}: these are the last ones",
        "wish_heading": "Still thinking about it?",
        "wish_opening": "You put this article on your wish list.",
        "wish_cheaper": "When you saved it, it cost {old}; now it costs {new}.",
        "wish_low": "Still available: {stock}.",
        "wish_button": "See the article",
        "why": "You receive this e-mail because you agreed to receive offers from this shop.",
    },
    "pl": {
        "article": "Artykuł",
        "cart_subject": "Twój koszyk czeka, z rabatem {percent}",
        "cart_heading": "Twój koszyk wciąż tu jest",
        "cart_opening": "Od Twojej ostatniej wizyty minął ponad tydzień; oto, co w nim było.",
        "cart_offer": "Wróć przez ten link i złóż zamówienie do {day}, a otrzymasz {percent} rabatu na koszyk.",
        "cart_button": "Wróć do koszyka",
        "cart_footer": "Oferta jest przygotowana dla Ciebie i dotyczy tego koszyka.",
        "cart_total": "Suma produktów",
        "wish_subject": "{title}: wciąż na Ciebie czeka",
        "wish_subject_cheaper": "{title}: teraz taniej",
        "wish_subject_low": "{title}: ostatnie sztuki",
        "wish_heading": "Nadal się zastanawiasz?",
        "wish_opening": "Ten artykuł jest na Twojej liście życzeń.",
        "wish_cheaper": "W chwili zapisania kosztował {old}; teraz kosztuje {new}.",
        "wish_low": "Dostępne sztuki: {stock}.",
        "wish_button": "Zobacz artykuł",
        "why": "Otrzymujesz tę wiadomość, ponieważ wyrażono zgodę na otrzymywanie ofert od tego sklepu.",
    },
}


def language_of(*locales: str | None) -> str:
    """Return the language of the first of ``locales`` that is said, if we speak it, else English."""
    said = next((locale for locale in locales if locale), FALLBACK_LANGUAGE)[:2].lower()
    return said if said in LANGUAGES else FALLBACK_LANGUAGE


def cart_letter(invite: Invite, items: Mapping[str, Item], storefront: str, token: str, shop_zone: str) -> Letter:
    """Return the mail that invites back to a dormant cart; its link carries ``token``.

    Days are those of the customer's time zone, else of the shop's.
    """
    contact, cart = invite.contact, invite.basis.cart
    language = language_of(contact.locale, invite.basis.locale)
    words = _WORDS[language]
    percent = written_percent(invite.promise.basis_points, language)
    day = written_day(invite.promise.expires_at, contact.time_zone or shop_zone, language)
    rows = [
        (
            f"{line.quantity} \u00d7 {_title(items.get(line.item_id), language)}",
            written_price(line.amount, cart.currency, language),
        )
        for line in cart.lines
    ]
    rows.append((words["cart_total"], written_price(cart.subtotal, cart.currency, language)))
    return Letter(
        language=language,
        subject=words["cart_subject"].format(percent=percent),
        heading=words["cart_heading"],
        paragraphs=(words["cart_opening"], words["cart_offer"].format(percent=percent, day=day)),
        rows=tuple(rows),
        button=words["cart_button"],
        link=_link(storefront, "return_token", token),
        footer=f"{words['cart_footer']} {words['why']}",
    )


def wish_letter(recall: Recall, storefront: str) -> Letter:
    """Return the mail that recalls a wish: its price, that it fell, and that few are left."""
    contact, item, wish = recall.contact, recall.item, recall.wish
    language = language_of(contact.locale)
    words = _WORDS[language]
    title = _title(item, language)
    price = written_price(item.price, item.currency, language)
    subject, paragraphs = "wish_subject", [words["wish_opening"]]
    if item.stock is not None and item.stock <= LOW_STOCK:
        subject = "wish_subject_low"
        paragraphs.append(words["wish_low"].format(stock=item.stock))
    if wish.price is not None and item.price < wish.price:
        subject = "wish_subject_cheaper"
        old = written_price(wish.price, item.currency, language)
        paragraphs.append(words["wish_cheaper"].format(old=old, new=price))
    return Letter(
        language=language,
        subject=words[subject].format(title=title),
        heading=words["wish_heading"],
        paragraphs=tuple(paragraphs),
        rows=((title, price),),
        button=words["wish_button"],
        link=_link(storefront, "item", item.item_id),
        footer=words["why"],
    )


def _title(item: Item | None, language: str) -> str:
    title = localised(item.title, language) if item and item.title else ""
    # On one line: a title may become a subject.
    return " ".join(title.split()) or _WORDS[language]["article"]


def _link(storefront: str, name: str, value: str) -> str:
    address = urlsplit(storefront)
    query = f"{address.query}&" if address.query else ""
    return urlunsplit(address._replace(path=address.path or "/", query=f"{query}{name}={quote(value, safe='')}"))
