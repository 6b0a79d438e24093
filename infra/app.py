"""The CDK app: one stage, named by ``-c stage=dev|staging|prod`` (``dev`` when nothing is said)."""

from argparse import Namespace

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra import package
from infra.acknowledged import acknowledge
from infra.stack import MicroliftStack
from infra.stages import STAGES, Stage


def main(_: Namespace) -> None:
    """Synthesise for the CDK's own CLI, which says by the environment what and where to."""
    app = App()
    synth(app, STAGES[app.node.try_get_context("stage") or "dev"])


def synth(app: App, stage: Stage) -> None:
    """Write the stage's cloud assembly, looked at by cdk-nag; ``infra/acknowledged.py`` says what it may overlook."""
    stack = MicroliftStack(app, stage, package.functions(package.BUILD / "functions"))
    acknowledge(stack)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    app.synth()
