"""A citizen sends a comment: checked (`submission`), judged (`judging`, `verdict`), written once (`service`)."""
