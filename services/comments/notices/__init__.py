"""Tells people who are not at their desk that something waits for them.

watch (queue) or a bell (alarms) → notices | outbox, one job a channel | courier → webhook, mail; retried, bounded
"""
