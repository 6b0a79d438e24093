"""The table's stream: the images of an item before and after a change, and how long ago that was."""

import base64
from collections.abc import Mapping
from typing import Any

Image = dict[str, dict[str, Any]]


def images(change: Mapping[str, Any]) -> tuple[Image | None, Image | None]:
    """Return the item before and after, ``None`` where there was none; binary values as bytes, as clients read them."""
    return _image(change.get("OldImage")), _image(change.get("NewImage"))


def age_ms(change: Mapping[str, Any], now: int) -> int:
    """Return for how long a change has been on its way; 0 when it does not say since when."""
    made_at = change.get("ApproximateCreationDateTime")
    return 0 if made_at is None else now - round(made_at * 1000)


def _image(raw: Mapping[str, Mapping[str, Any]] | None) -> Image | None:
    if not raw:
        return None
    return {name: {"B": base64.b64decode(typed["B"])} if "B" in typed else dict(typed) for name, typed in raw.items()}
