"""What is compiled where a compiler was, and else done by its twin in Python (`shared.native`)."""

try:
    from services.comments.spam._finder import Finder
    from services.comments.spam._gapcount import counted
    from services.comments.spam._skeleton import latin_words, skeleton
    from services.comments.spam._stretches import stretches
    from services.comments.spam._terms import Terms
except ImportError:
    from services.comments.spam.finder import Finder
    from services.comments.spam.gapcount import counted
    from services.comments.spam.skeleton import latin_words, skeleton
    from services.comments.spam.stretches import stretches
    from services.comments.spam.terms import Terms

__all__ = ["Finder", "Terms", "counted", "latin_words", "skeleton", "stretches"]
