"""The template's way onto the emulator: code, stack, CORS, the demo keys, the mail sender."""

import io
import json
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra import catalog, package
from infra.emulating import fitting
from infra.emulating.fitting import Template
from infra.stages import LOCAL

REGION: Final = "eu-south-1"
PATIENCE_S: Final = 60


class CannotStartError(RuntimeError):
    """The stack cannot be started; the message says why and what to do."""


def client(address: str, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id="test",  # the emulator's root, of which it asks no signature
        aws_secret_access_key="test",  # noqa: S106
        config=Config(retries={"max_attempts": 1}),
    )


def code(folder: Path) -> dict[str, bytes]:
    """Return each function's zip, by name."""
    staged = package.stage(folder, sys.executable)
    return {function.name: zipped(staged, package.slice_of(staged, function.name)) for function in catalog.FUNCTIONS}


def zipped(folder: Path, files: list[Path]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.write(file, file.relative_to(folder))
    return held.getvalue()


def deploy(
    address: str, template: Template, zips: Mapping[str, bytes], keys: Mapping[str, str], clock: Path, shop: str
) -> dict[str, str]:
    """Deploy the template and return its outputs, with the addresses as they are here."""
    s3 = client(address, "s3")
    s3.create_bucket(Bucket=fitting.CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for name, body in zips.items():
        s3.put_object(Bucket=fitting.CODE_BUCKET, Key=f"{name}.zip", Body=body)

    gateway = f"{address}/_aws/execute-api"
    sockets = fitting.logical_id(template, "AWS::ApiGatewayV2::Api", ProtocolType="WEBSOCKET")
    https = fitting.logical_id(template, "AWS::ApiGatewayV2::Api", ProtocolType="HTTP")
    origins = [shop, shop.replace("127.0.0.1", "localhost")]
    told = {
        "ALLOWED_ORIGINS": ",".join(origins),
        "STOREFRONT_URL": shop,
        "SOCKET_URL": {"Fn::Sub": f"{gateway.replace('http', 'ws', 1)}/${{{sockets}}}/v1"},
        "SOCKET_ENDPOINT": {"Fn::Sub": f"{gateway}/${{{sockets}}}/v1"},
        "CLOCK_PATH": str(clock),
    }
    fitted = fitting.fit(template, told)
    fitted["Outputs"] |= {
        "Socket": {"Value": told["SOCKET_URL"]},
        "Api": {"Value": {"Fn::Sub": f"{gateway}/${{{https}}}/$default"}},
        "HttpApiId": {"Value": {"Ref": https}},
    }
    fitted["Outputs"] |= {function_output(name): {"Value": {"Ref": at}} for name, at in made(template).items()}
    s3.put_object(Bucket=fitting.CODE_BUCKET, Key="template.json", Body=json.dumps(fitted).encode())
    outputs = create_stack(client(address, "cloudformation"), f"{address}/{fitting.CODE_BUCKET}/template.json")
    # The emulator reads a CORS configuration only from here.
    cors = template["Resources"][https]["Properties"]["CorsConfiguration"] | {"AllowOrigins": origins}
    client(address, "apigatewayv2").update_api(ApiId=outputs["HttpApiId"], CorsConfiguration=cors)
    client(address, "secretsmanager").put_secret_value(SecretId=outputs["SecretArn"], SecretString=json.dumps(keys))
    client(address, "sesv2").create_email_identity(EmailIdentity=LOCAL.mail_sender)
    return outputs


def function_output(name: str) -> str:
    """Return the name of the output that tells a function's physical name."""
    return f"{name.replace('_', '')}Function"


def made(template: Template) -> dict[str, str]:
    """Return each function of the template with its logical id."""
    return {
        fitting.function_name(each["Properties"]): at
        for at, each in template["Resources"].items()
        if each["Type"] == "AWS::Lambda::Function"
    }


def create_stack(formation: Any, template: str) -> dict[str, str]:
    name = LOCAL.stack_name
    try:
        formation.create_stack(StackName=name, TemplateURL=template, Capabilities=["CAPABILITY_IAM"])
    except ClientError as error:
        raise CannotStartError(f"The emulator refuses the template: {str(error)[:2000]}") from error
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = formation.describe_stacks(StackName=name)["Stacks"][0]
        if found["StackStatus"] == "CREATE_COMPLETE":
            return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}
        if found["StackStatus"] != "CREATE_IN_PROGRESS":
            break
        time.sleep(0.05)
    events = formation.describe_stack_events(StackName=name)["StackEvents"]
    reasons = [f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason')}" for each in events]
    raise CannotStartError("The emulator could not deploy the template:\n" + "\n".join(reasons[:10]))
