"""The deployed stages, synthesised once for all the tests that look at them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from infra import app
from infra.stages import STAGES

Template = dict[str, Any]


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cloud assembly of every stage; cdk-nag raises here when it finds what nobody has given a reason for."""
    folder = tmp_path_factory.mktemp("assembly")
    app.synth(App(outdir=str(folder / "out")), STAGES.values(), folder / "code")
    return folder / "out"


@pytest.fixture(scope="session")
def templates(assembly: Path) -> Mapping[str, Template]:
    return {
        name: json.loads((assembly / f"{stage.stack_name}.template.json").read_text()) for name, stage in STAGES.items()
    }


@pytest.fixture(scope="session")
def prod(templates: Mapping[str, Template]) -> Template:
    return templates["prod"]
