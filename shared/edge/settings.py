"""The environment, read by name: a function that lacks a setting fails with the setting's name."""

import os


class MissingSettingError(AttributeError):
    """A function was deployed without a setting that it needs."""


class Settings:
    """What the stack tells a function. Each value is read when it is first asked for."""

    def __getattr__(self, name: str) -> str:
        """Return the environment variable of this name in capitals; raise ``MissingSettingError`` naming it."""
        try:
            value = os.environ[name.upper()]
        except KeyError:
            raise MissingSettingError(f"the environment variable {name.upper()} is not set") from None
        setattr(self, name, value)
        return value

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages may open a session."""
        return frozenset(origin for origin in self.allowed_origins.split(",") if origin)

    def lake_stream(self, table: str) -> str:
        """The name of the delivery stream of one of the lake's tables."""
        return getattr(self, f"{table}_stream_name")

    @property
    def clock_path(self) -> str | None:
        """The file that moves the clock; set on the local stage only."""
        return os.environ.get("CLOCK_PATH")

    @property
    def cached_ms(self) -> int | None:
        """For how long at most a container goes by what it read of items and counters; set on the local stage only."""
        told = os.environ.get("CACHED_MS")
        return int(told) if told else None


settings = Settings()
