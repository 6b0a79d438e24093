"""The deployed template, fitted to the emulator: what it refuses is left out, what it cannot know is filled in."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from infra import package
from infra.stages import LOCAL

CODE_BUCKET: Final = "microlift-code"

# The emulator refuses RouteResponses (replies come back without them), and speaks plain HTTP, which the policies of
# queues, topic and bucket deny. Nobody listens to an alarm here.
LEFT_OUT: Final = frozenset(
    {
        "AWS::ApiGatewayV2::RouteResponse",
        "AWS::CDK::Metadata",
        "AWS::CloudWatch::Alarm",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
    }
)

SHAPING: Final = (
    "alarms",
    "api",
    "catalog",
    "declarations",
    "functions",
    "lake",
    "package",
    "queues",
    "stack",
    "stages",
    "store",
    "warehouse",
    "warehouse_tables",
)

Template = dict[str, Any]


def template(progress: Callable[[str], None]) -> Template:
    """Return the local stage's template, synthesised only when something that shapes it has changed."""
    cached = package.BUILD / "local" / f"template-{digest()}.json"
    if not cached.exists():
        progress("Synthesising the template, which takes some seconds and is kept")
        cached.parent.mkdir(parents=True, exist_ok=True)
        written = cached.with_suffix(f".{os.getpid()}")
        # In a process of its own, for the CDK's node would else live as long as the stack, and be hit by its Ctrl-C.
        synthesise = [sys.executable, "-m", "infra.emulating.fitting", str(written)]
        subprocess.run(synthesise, cwd=package.ROOT, check=True)
        written.replace(cached)
    return json.loads(cached.read_text())


def digest() -> str:
    sources = [
        *(package.ROOT / "infra" / f"{name}.py" for name in SHAPING),
        package.ROOT / "shared" / "store" / "schema.py",
        package.ROOT / "shared" / "domain" / "lake_tables.py",
        package.ROOT / "requirements" / "dev.txt",
    ]
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def synthesise(target: Path) -> None:
    """Write the local stage's template to ``target``."""
    from aws_cdk import App  # noqa: PLC0415 - a second's import, needed once in a while

    from infra.stack import MicroliftStack  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=f"{folder}/out")
        MicroliftStack(app, LOCAL, package.functions(Path(folder) / "functions"))
        app.synth()
        shutil.copyfile(Path(folder) / "out" / f"{LOCAL.stack_name}.template.json", target)


def fit(template: Template, told: Mapping[str, Any]) -> Template:
    """Return the template for the emulator, its functions' environment completed by ``told``."""
    secret = logical_id(template, "AWS::SecretsManager::Secret")
    template = by_arn(template, secret)
    resources = {name: each for name, each in template["Resources"].items() if each["Type"] not in LEFT_OUT}
    for resource in resources.values():
        properties = resource.get("Properties", {})
        match resource["Type"]:
            case "AWS::Lambda::Function":
                code = {"S3Bucket": CODE_BUCKET, "S3Key": f"{function_name(properties)}.zip"}
                known = properties["Environment"]["Variables"]
                environment = {"Variables": known | {name: told[name] for name in known if name in told}}
                resource["Properties"] = properties | {"Code": code, "Environment": environment}
            case "AWS::DynamoDB::Table":
                # The emulator deletes by real time, while the local stack's clock may stand in the past.
                properties.pop("TimeToLiveSpecification", None)
            case "AWS::IAM::Policy":
                document = properties["PolicyDocument"]
                document["Statement"] = [as_asked_for(each) for each in document["Statement"]]
    return {"Resources": resources, "Outputs": template["Outputs"]}


def as_asked_for(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a grant as the emulator asks for it.

    On AWS a batch of messages needs no other action than one message, a mail is sent as an identity, and PartiQL has an
    action for each verb; the emulator has an action for batches, sends mails as nobody, and calls PartiQL statements.
    """
    match statement["Action"]:
        case [*actions] if "dynamodb:PartiQLSelect" in actions:
            return statement | {"Action": [*actions, "dynamodb:ExecuteStatement"], "Resource": "*"}
        case "sqs:SendMessage":
            return statement | {"Action": ["sqs:SendMessage", "sqs:SendMessageBatch"]}
        case "ses:SendEmail":
            return statement | {"Resource": "*"}
    return statement


def by_arn(value: Any, secret: str) -> Any:
    """Return the template with the secret referred to by its ARN, which AWS's ``Ref`` is and the emulator's is not."""
    if value == {"Ref": secret}:
        return {"Fn::GetAtt": [secret, "Id"]}
    if isinstance(value, dict):
        return {name: by_arn(each, secret) for name, each in value.items()}
    return [by_arn(each, secret) for each in value] if isinstance(value, list) else value


def function_name(properties: Mapping[str, Any]) -> str:
    """Return the catalog's name of a function by its handler, ``functions.<name>.handler.handler``."""
    return properties["Handler"].split(".")[1]


def logical_id(template: Template, kind: str, **having: str) -> str:
    """Return the name of the one resource of a type that has these properties."""
    (found,) = (
        name
        for name, each in template["Resources"].items()
        if each["Type"] == kind and having.items() <= each.get("Properties", {}).items()
    )
    return found


if __name__ == "__main__":
    synthesise(Path(sys.argv[1]))
