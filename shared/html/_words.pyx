# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""The loop of `to_text.words`, the twin of `to_text._between_tags`."""


def between_tags(str html not None, frozenset parting not None):
    """What is in HTML beside tags, with blanks for those in ``parting``; character references stay as they are."""
    cdef Py_ssize_t start = html.find("<"), end, stop, name, i
    cdef list texts
    cdef bint is_quoted
    if start < 0:
        return html
    texts = [html[:start]]
    while start >= 0:
        end = html.find("<", start + 1)
        stop = len(html) if end < 0 else end
        name = i = start + 1 + (start + 1 < stop and html[start + 1] == "/")
        while i < stop and html[i] != " " and html[i] != ">":
            i += 1
        if html[name:i] in parting:
            texts.append(" ")
        i = name
        is_quoted = False
        while i < stop and (is_quoted or html[i] != ">"):  # a ">" may stand within an attribute
            is_quoted ^= html[i] == '"'
            i += 1
        if i < stop:
            texts.append(html[i + 1 : stop])
        start = end
    return "".join(texts)
