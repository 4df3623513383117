"""Campaigns: comments that say the same, found in one round trip and decided about as one thing.

fingerprint: text → signature | lookout: a comment comes in | store: its campaign | model: what that means for it
"""
