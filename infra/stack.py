"""Microlift as one stack: it walks the catalog."""

from pathlib import Path

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra import alarms, api, catalog, functions, lake, queues, store, warehouse
from infra.stages import Stage
from shared.store import schema

# The stream carries every item's change; only these have consequences.
FOLLOWED = {
    "Keys": {"pk": {"S": [{"prefix": "session#"}]}, "sk": {"S": ["cart", "events"]}},
    "NewImage": {schema.FOLLOWED_ATTRIBUTE: {"BOOL": [{"exists": True}]}},
}


class MicroliftStack(Stack):
    def __init__(self, scope: Construct, stage: Stage, code: Path) -> None:
        """``code`` holds a folder for each function, as ``infra.package`` fills it."""
        super().__init__(scope, stage.stack_name, description=f"Microlift ({stage.name}): incentives in real time.")
        lines = catalog.functions(local=stage.local)

        table = store.table(self, stage)
        bucket = lake.bucket(self, stage)
        held_tables = None if stage.local else warehouse.create(self, stage, bucket)
        pairs = {line.name: queues.create(self, line) for line in catalog.QUEUES}
        waiting = {name: queue for name, (queue, _) in pairs.items()}
        dead = {name: letters for name, (_, letters) in pairs.items()}
        dead["schedules"] = queues.schedule(self, waiting, stage)
        socket_api, socket_stage = api.sockets(self, stage)
        held = store.Holdings(
            table=table,
            secret=store.secret(self),
            queues=waiting,
            streams=lake.streams(self, bucket, held_tables.landed if held_tables else {}),
            lake=bucket,
            warehouse=held_tables,
            socket_url=socket_stage.url,
            socket_endpoint=socket_stage.callback_url,
        )

        # The emulator runs handlers on the developer's own Python, which has the requirements.
        locks = () if stage.local else ("runtime", *catalog.LAYERS)
        layers = {lock: functions.layer(self, lock) for lock in locks}
        made = {
            line.name: functions.create(self, line, stage, held, code, [layers[lock] for lock in line.layers if layers])
            for line in lines
        }
        functions.let_call_one_another(made, lines)
        for line in catalog.QUEUES:
            made[line.feeds].add_event_source(queues.source(line, waiting[line.name]))
        for line in lines:
            if line.follows_table:
                dead[line.name] = queues.dead_letters(self, "StreamDeadLetters")
                made[line.name].add_event_source(self.changes_of(table, dead[line.name]))

        http = api.http(self, lines, made, stage, functions.log_group(self, "AccessLog", stage))
        api.add_socket_routes(socket_api, lines, made)
        api.let_push(socket_stage, lines, made)
        alarms.create(self, stage, lines, made, dead)

        for name, value in {
            "ApiUrl": http.api_endpoint,
            "SocketUrl": held.socket_url,
            "SecretArn": held.secret.secret_arn,
            "TableName": table.table_name,
            "LakeBucket": bucket.bucket_name,
        }.items():
            CfnOutput(self, name, value=value)

    @staticmethod
    def changes_of(table: store.dynamodb.Table, dead: store.sqs.Queue) -> sources.DynamoEventSource:
        """Return the table's stream as a trigger: a batch that fails is halved, tried again, and in the end parked."""
        return sources.DynamoEventSource(
            table,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            max_batching_window=Duration.seconds(0),
            parallelization_factor=2,
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            retry_attempts=5,
            max_record_age=Duration.hours(1),
            on_failure=sources.SqsDlq(dead),
            filters=[lambda_.FilterCriteria.filter({"dynamodb": FOLLOWED})],
        )
