from services.comments.spam.finder import Finder as Finder
