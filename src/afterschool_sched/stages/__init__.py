"""The strategy: stages, and aims one after another. `strategy.search` is what `run` calls."""
