from services.comments.spam.gapcount import counted as counted
