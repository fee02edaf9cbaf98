"""What a training tells while it runs: one record at a time."""

from collections.abc import Callable
from typing import Any

# A record is JSON-able: an epoch's figures by name, or {"note": a sentence for the user}.
Log = Callable[[dict[str, Any]], None]
