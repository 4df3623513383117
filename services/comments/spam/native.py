"""What is compiled where a compiler was, and else done by its twin in Python (`shared.native`)."""

try:
    from services.comments.spam._terms import Terms
except ImportError:
    from services.comments.spam.terms import Terms

__all__ = ["Terms"]
