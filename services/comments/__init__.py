"""The comment service: threads, the spam decision, moderation.

A newcomer reads from the core outwards:

    model, changes               what a comment is, its states, and what becomes of it by each action
    text, proofs, threads        its words; what requests prove; where threads are and what may be read
    writing, storage             how it is written so that everything derived follows; where it lies in Redis
    posting, receipts, reports   what citizens do: comment, look after one's own comment, report another's
    web, feeds                   how they reach it; `doors`: staff close threads
    spam, campaigns, learning    what the filter decides, finds alike, and learns from moderators
    moderation, notices          what moderators do, and how they hear that something waits
    personal_data, privacy       what is kept about people and for how long; export, erasure, purge
    import_export                moving in and out
    wiring, app                  the parts put together
"""
