from services.comments.spam.skeleton import latin_words as latin_words
from services.comments.spam.skeleton import skeleton as skeleton
