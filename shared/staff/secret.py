"""Secrets are random and opaque; the store keeps their SHA-256, so that a copy of the store opens nothing.

No salt and no slow hash: nobody guesses 192 random bits.
"""

import hashlib
import secrets

_SHOWN = 16


def new_secret(prefix: str = "") -> str:
    """A secret for a cookie, a link or a header."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Under what a secret is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def handle(kept: str) -> str:
    """The name of a kept secret in lists and forms: part of its digest, which opens nothing."""
    return kept[:_SHOWN]
