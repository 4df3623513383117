"""The moderators' desk: plain pages and forms that work without a script.

room (who may come in) | pages read and show | forms do, and lead back to where one was
"""
