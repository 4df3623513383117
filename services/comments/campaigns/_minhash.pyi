from services.comments.campaigns.minhash import least as least
