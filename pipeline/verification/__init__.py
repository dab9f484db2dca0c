"""Review tasks and judgements."""
