"""What the engine may count of decisions and elections: fixed columns, no judgement. Named by ``policy/opinions/facts.toml``."""
