from services.comments.spam.terms import Terms as Terms
