"""Benchmarks: every figure stands beside a reference that was measured in the same run on the same machine."""
