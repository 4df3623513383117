from services.comments.spam.stretches import stretches as stretches
