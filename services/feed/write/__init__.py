"""The officers' desk at ``/write``: the list of posts, the editor, the history of a post."""
