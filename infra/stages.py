"""The stages as values. A shop sets its own origins, mail sender and storefront here."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    name: str
    allowed_origins: tuple[str, ...]
    storefront_url: str
    mail_sender: str
    shop_currency: str = "EUR"
    shop_time_zone: str = "Europe/Rome"
    log_days: int = 7
    requests_per_s: int = 200
    burst: int = 400
    keeps_what_it_holds: bool = False
    """The table and the lake outlive the stack and cannot be deleted by mistake."""
    alarm_mail: str | None = None
    local: bool = False
    """On the emulator: has what is ``local_only`` and is told its addresses when they are known."""

    @property
    def stack_name(self) -> str:
        return f"Microlift-{self.name}"


# Its origins, addresses and clock are filled in at each start.
LOCAL: Final = Stage(
    name="local", allowed_origins=("*",), storefront_url="", mail_sender="shop@microlift.example", local=True
)

STAGES: Final = {
    stage.name: stage
    for stage in (
        Stage(
            name="dev",
            allowed_origins=("http://localhost:8800", "http://127.0.0.1:8800"),
            storefront_url="http://localhost:8800",
            mail_sender="shop@example.com",
        ),
        Stage(
            name="staging",
            allowed_origins=("https://staging.shop.example.com",),
            storefront_url="https://staging.shop.example.com",
            mail_sender="shop@staging.shop.example.com",
            log_days=30,
        ),
        Stage(
            name="prod",
            allowed_origins=("https://shop.example.com",),
            storefront_url="https://shop.example.com",
            mail_sender="shop@shop.example.com",
            log_days=90,
            requests_per_s=5000,
            burst=5000,
            keeps_what_it_holds=True,
        ),
    )
}
