"""What the ledger and the queue say about the work of moderators.

gather (ledger, comments, campaigns) | figures (pure) | tables, as a page, CSV and plots show them
"""
