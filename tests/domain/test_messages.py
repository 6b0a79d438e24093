"""What the mails say, in three languages, and how amounts and days are written in them."""

from shared.domain.amounts import written_day, written_percent, written_price
from shared.domain.contacts import Contact
from shared.domain.decisions import Promise
from shared.domain.fates import Invite, Recall
from shared.domain.items import Item
from shared.domain.messages import cart_letter, language_of, wish_letter
from shared.domain.reminders import Wished
from tests.factories import NOW, basis, cart

MUG = Item("sku-0", 2990, "EUR", stock=2, title={"it": "Tazza <b>", "en": "Mug"})


def recall(locale: str | None, price_then: int | None = 3500, item: Item = MUG) -> Recall:
    return Recall(Contact("customer-1", "ada@example.com", locale=locale), Wished("sku-0", NOW, price_then), item)


def invite(locale: str | None, time_zone: str | None = None) -> Invite:
    contact = Contact("customer-1", "ada@example.com", locale=locale, time_zone=time_zone)
    promise = Promise("dormant", 1500, "c-1", NOW)
    return Invite(contact, basis(cart(3500, 3500, quantity=2)), promise)


def letter(locale: str | None, time_zone: str | None = None):
    return cart_letter(invite(locale, time_zone), {"sku-0": MUG}, "https://shop.example/", "to.ken", "Europe/Rome")


def test_prices_are_written_as_people_write_them() -> None:
    assert written_price(129900, "EUR", "it") == "1.299,00\u00a0€"
    assert written_price(129900, "EUR", "en") == "€1,299.00"
    assert written_price(129900, "PLN", "pl") == "1\u00a0299,00\u00a0zł"
    assert written_price(1299, "JPY", "en") == "¥1,299"
    assert written_price(1299, "KWD", "en") == "KWD\u00a01.299"
    assert written_price(5, "EUR", "it") == "0,05\u00a0€"


def test_percentages_keep_hundredths_only_where_there_are_some() -> None:
    assert written_percent(1500, "it") == "15\u00a0%"
    assert written_percent(1250, "pl") == "12,5%"
    assert written_percent(1000, "en") == "10%"


def test_a_day_is_the_customers_day() -> None:
    assert written_day(NOW, "Europe/Rome", "it") == "22 novembre 2026"
    assert written_day(NOW, "Pacific/Kiritimati", "en") == "22 November 2026"
    assert written_day(NOW, "America/Los_Angeles", "pl") == "22 listopada 2026"
    assert written_day(NOW - 3_600_000 * 3, "America/Los_Angeles", "en") == "21 November 2026"


def test_the_first_language_that_is_said_counts() -> None:
    assert language_of("pl-PL", "it") == "pl"
    assert language_of(None, "it-IT") == "it"
    assert language_of("de", "it") == "en"
    assert language_of(None, None) == "en"


def test_the_cart_mail_names_percentage_day_and_articles() -> None:
    mail = letter("pl")

    assert mail.subject == "Twój koszyk czeka, z rabatem 15%"
    assert "złóż zamówienie do 22 listopada 2026" in mail.text
    assert "2 \u00d7 Artykuł: 70,00\u00a0€" in mail.text
    assert "Suma produktów: 140,00\u00a0€" in mail.text
    assert mail.link == "https://shop.example/?return_token=to.ken"


def test_the_days_are_those_of_the_customers_time_zone() -> None:
    assert "by 22 November 2026" in letter("en", "Europe/Rome").text
    assert (
        "by 21 November 2026"
        in cart_letter(
            Invite(
                Contact("customer-1", "ada@example.com", locale="en", time_zone="America/Los_Angeles"),
                basis(cart(7000)),
                Promise("dormant", 1500, "c-1", NOW - 3 * 3_600_000),
            ),
            {},
            "https://shop.example/",
            "t",
            "Europe/Rome",
        ).text
    )


def test_everything_in_the_page_is_escaped() -> None:
    mail = wish_letter(recall("it"), "https://shop.example/?lang=it")

    assert "Tazza &lt;b&gt;" in mail.html
    assert "Tazza <b>" not in mail.html
    assert 'href="https://shop.example/?lang=it&amp;item=sku-0"' in mail.html
    assert '<html lang="it">' in mail.html


def test_a_lower_price_leads_and_the_last_pieces_follow() -> None:
    mail = wish_letter(recall("en"), "https://shop.example/")

    assert mail.subject == "Mug: it costs less now"
    assert mail.paragraphs == (
        "You put this article on your wish list.",
        "Still available: 2.",
        "When you saved it, it cost €35.00; now it costs €29.90.",
    )


def test_nothing_is_said_of_price_or_stock_that_is_not_so() -> None:
    plenty = Item("sku-0", 3500, "EUR", stock=4)

    mail = wish_letter(recall("en", 3500, plenty), "https://shop.example/")

    assert mail.subject == "Article: it is still here"
    assert mail.paragraphs == ("You put this article on your wish list.",)
    assert wish_letter(recall("en", None, plenty), "https://shop.example/").paragraphs == mail.paragraphs


def test_an_item_id_cannot_break_the_link() -> None:
    odd = Item("a&b=c/é 🛒", 100, "EUR")

    assert wish_letter(recall("en", None, odd), "https://shop.example/").link == (
        "https://shop.example/?item=a%26b%3Dc%2F%C3%A9%20%F0%9F%9B%92"
    )


def test_the_storefronts_own_address_may_have_a_query_or_no_path() -> None:
    item = Item("sku-0", 100, "EUR")

    assert wish_letter(recall("en", None, item), "https://shop.example").link == "https://shop.example/?item=sku-0"
    assert wish_letter(recall("en", None, item), "https://shop.example/it?a=b#top").link == (
        "https://shop.example/it?a=b&item=sku-0#top"
    )
