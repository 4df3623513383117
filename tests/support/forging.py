"""Secrets that are nearly right."""


def altered(secret: str) -> str:
    """The same with another last character, always."""
    return f"{secret[:-1]}{'y' if secret.endswith('x') else 'x'}"
