"""What the catalog declares: a function, and a queue that feeds one. Plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue with its dead-letter queue. ``visibility_s`` is six times its function's timeout, as SQS advises."""

    name: str
    feeds: str
    visibility_s: int
    max_concurrency: int
    batch_size: int = 10
    max_receives: int = 5
    every: str | None = None
    """A rate: an EventBridge Scheduler schedule then sends one empty message each time."""
    every_locally: str | None = None
    """The rate on the local stage, where it is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One Lambda: what calls it, what it may touch, what it is told. Whatever is not named here is not granted."""

    name: str
    does: str
    http: tuple[str, ...] = ()
    socket: tuple[str, ...] = ()
    authorizes_sockets: bool = False
    follows_table: bool = False
    table: tuple[str, ...] = ()
    """DynamoDB actions on the table."""
    index: tuple[str, ...] = ()
    """DynamoDB actions on the index of what is due."""
    sends_to: tuple[str, ...] = ()
    reads_keys: bool = False
    writes_lake: tuple[str, ...] = ()
    """The lake's tables that it lands rows of."""
    reads_warehouse: bool = False
    """It asks the lake's merged tables."""
    writes_warehouse: bool = False
    """It merges what has landed into them, and erases from them."""
    exports: tuple[str, ...] = ()
    """S3 actions on the exports of shoppers."""
    pushes: bool = False
    mails: bool = False
    invokes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Environment variables beyond those that a grant brings with it."""
    layer: str | None = None
    """A lock of ``requirements/`` that it needs besides the run-time one, as a second layer."""
    memory_mb: int = 512
    timeout_s: int = 10
    p99_ms: int | None = None
    """An alarm when it takes longer than this."""
    local_only: bool = False

    @property
    def layers(self) -> tuple[str, ...]:
        """The locks whose layers it is given, the run-time one first."""
        return ("runtime", self.layer) if self.layer else ("runtime",)
