"""The filter learns from its moderators.

    decisions → labels | in another process: weighed, refitted around the base model, compared | shadow | gate | active

`labels`, `weighing`, `gate` and `drift` decide purely; `refit` and `worker` need SciPy and run in a process of their
own; `registry` says which versions there are and which one serves, and every instance follows it (`serving`).
"""
