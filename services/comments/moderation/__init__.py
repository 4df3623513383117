"""What moderators do, and everything that stands behind them."""
