"""SES: one mail to one address.

SES takes no idempotency token, so nothing here is repeated by itself: what may have gone out is never sent again
blindly.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from shared import clients
from shared.domain.letters import Letter

TAG = "microlift-reminder"

_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=10)
_FINAL = ("BadRequestException", "MessageRejected")
_REQUEST_TIMEOUT = 408


class MailRefusedError(Exception):
    """SES did certainly not take the mail; ``final``: nor would it take it another time."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


class Mail:
    """The shop's outgoing mail."""

    def __init__(self, sender: Callable[[], str]) -> None:
        """``sender`` gives the address that mails come from when the first one is sent."""
        self._sender = sender

    @cached_property
    def _client(self) -> Any:
        return clients.client("sesv2", config=_CONFIG)

    def send(self, address: str, letter: Letter, reminder_id: str) -> None:
        """Send ``letter``, tagged with the reminder's id, by which the provider's events find it again.

        Raises ``MailRefusedError`` when it certainly did not go out. Whatever else is raised leaves that open.
        """
        content = {
            "Simple": {
                "Subject": _utf8(letter.subject),
                "Body": {"Text": _utf8(letter.text), "Html": _utf8(letter.html)},
            }
        }
        try:
            self._client.send_email(
                FromEmailAddress=self._sender(),
                Destination={"ToAddresses": [address]},
                Content=content,
                EmailTags=[{"Name": TAG, "Value": reminder_id}],
            )
        except (ConnectTimeoutError, EndpointConnectionError):
            raise MailRefusedError("unreachable", final=False) from None
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if not 400 <= status < 500 or status == _REQUEST_TIMEOUT:
                raise
            code = error.response["Error"]["Code"]
            # Without its cause: SES names the address in it, and what is raised here is logged.
            raise MailRefusedError(code, final=code in _FINAL) from None


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
