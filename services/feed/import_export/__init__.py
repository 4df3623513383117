"""Posts that move in, and the whole site as an archive that moves out."""
