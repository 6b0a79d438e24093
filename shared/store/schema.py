"""The one table, as plain data: what CDK creates, the tests create and the stores read and write.

Every item has ``pk`` and ``sk``. The sparse index ``due`` lists what waits for a moment (reminders) and which sessions
were active lately; it holds keys only, so a reader fetches the items it wants.
"""

from typing import Final

PARTITION_KEY: Final = "pk"
SORT_KEY: Final = "sk"
TTL_ATTRIBUTE: Final = "expires_at"
STREAM_VIEW: Final = "NEW_AND_OLD_IMAGES"

FOLLOWED_ATTRIBUTE: Final = "followed"
"""On a session's item from whose changes something follows: the stream leaves the others out, and saves their calls."""

DUE_INDEX: Final = "due"
DUE_PARTITION_KEY: Final = "due_shard"
DUE_SORT_KEY: Final = "due_at"
DUE_PROJECTION: Final = "KEYS_ONLY"

ATTRIBUTE_TYPES: Final = {PARTITION_KEY: "S", SORT_KEY: "S", DUE_PARTITION_KEY: "S", DUE_SORT_KEY: "N"}
