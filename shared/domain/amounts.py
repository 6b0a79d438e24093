"""Amounts, percentages and dates as people write them in Italian, English and Polish."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shared.domain.money import Minor, exponent

_SYMBOLS: Mapping[str, str] = {"EUR": "€", "GBP": "£", "JPY": "¥", "PLN": "zł", "USD": "$"}
_BEFORE = ("EUR", "GBP", "JPY", "USD")

_NO_BREAK = "\u00a0"
_GROUPS: Mapping[str, tuple[str, str]] = {"it": (".", ","), "en": (",", "."), "pl": (_NO_BREAK, ",")}

_MONTHS: Mapping[str, str] = {
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "en": "January February March April May June July August September October November December",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}


def written_price(amount: Minor, currency: str, language: str) -> str:
    """Return ``amount`` with its currency: ``1.299,00 €`` (it), ``€1,299.00`` (en), ``1 299,00 €`` (pl)."""
    decimals = exponent(currency)
    thousands, decimal = _GROUPS[language]
    whole, part = divmod(amount, 10**decimals)
    digits = f"{whole:,}".replace(",", thousands) + (f"{decimal}{part:0{decimals}d}" if decimals else "")
    if language != "en":
        return f"{digits}{_NO_BREAK}{_SYMBOLS.get(currency, currency)}"
    return f"{_SYMBOLS[currency]}{digits}" if currency in _BEFORE else f"{currency}{_NO_BREAK}{digits}"


def written_percent(basis_points: int, language: str) -> str:
    """Return ``15 %`` (it) or ``15%`` (en, pl); hundredths only where there are some."""
    number = f"{basis_points / 100:.2f}".rstrip("0").rstrip(".").replace(".", _GROUPS[language][1])
    return f"{number}{_NO_BREAK}%" if language == "it" else f"{number}%"


def written_day(moment: int, time_zone: str, language: str) -> str:
    """Return the day of ``moment`` (epoch ms) where ``time_zone`` is, such as ``29 novembre 2026``."""
    day = datetime.fromtimestamp(moment // 1000, UTC).astimezone(ZoneInfo(time_zone))
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"
