"""Many scenarios, one after another and side by side: each in a process of its own, each result a folder."""

from .many import Batch, Watcher, batch

__all__ = ["Batch", "Watcher", "batch"]
