"""The CDK app: one stage, named by ``-c stage=dev|staging|prod`` (``dev`` when nothing is said)."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra import package
from infra.acknowledged import acknowledge
from infra.stack import MicroliftStack
from infra.stages import STAGES, Stage


def main(_: Namespace) -> None:
    """Synthesise for the CDK's own CLI, which says by the environment what and where to."""
    app = App()
    name = app.node.try_get_context("stage") or "dev"
    if name not in STAGES:
        sys.exit(f"There is no stage {name!r}. Say one of {', '.join(STAGES)}: -c stage=dev")
    synth(app, [STAGES[name]], package.BUILD / "functions")


def synth(app: App, stages: Iterable[Stage], code: Path) -> None:
    """Write the stages' cloud assembly, looked at by cdk-nag; ``infra/acknowledged.py`` says what it may overlook."""
    package.functions(code)
    for stage in stages:
        acknowledge(MicroliftStack(app, stage, code))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    app.synth()
