"""How Microlift is deployed: on AWS by the CDK, on a developer's machine by an emulator."""
