"""Clients of AWS, quick to make: a cold start is what a shopper waits for.

They are botocore's own, which is all that ``boto3.client`` returns: what boto3 adds to it, resources and transfers, is
never used here and takes a tenth of a cold start to import.
"""

import gzip
from functools import cache
from pathlib import Path
from typing import Any, Final

from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session, get_session
from pydantic_core import from_json

SERVICES: Final = (
    "apigatewaymanagementapi",
    "athena",
    "dynamodb",
    "firehose",
    "lambda",
    "s3",
    "secretsmanager",
    "sesv2",
    "sqs",
)
"""The services that the functions speak to."""


class OurServices(Loader):
    """Reads the descriptions of ``SERVICES``: botocore would look through the folders of all the four hundred first."""

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services that may be asked for."""
        return list(SERVICES)


class QuickFiles(JSONFileLoader):
    """Parses the descriptions, a megabyte of JSON for a client, in half of ``json``'s time."""

    def load_file(self, file_path: str) -> Any:
        """Return what the file at ``file_path``, named without its ending, holds; ``None`` when there is none."""
        plain, compressed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return from_json(plain.read_bytes())
        return from_json(gzip.decompress(compressed.read_bytes())) if compressed.is_file() else None


@cache
def _session() -> Session:
    session = get_session()
    session.register_component("data_loader", OurServices(file_loader=QuickFiles()))
    return session


def client(service: str, **options: Any) -> Any:
    """Return a new client of ``service``, one of ``SERVICES``; ``options`` are those of ``boto3.client``."""
    return _session().create_client(service, **options)
