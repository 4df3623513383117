"""What is compiled where a compiler was, and else done by its twin in Python (`shared.native`)."""

try:
    from services.comments.campaigns._minhash import least
except ImportError:
    from services.comments.campaigns.minhash import least

__all__ = ["least"]
