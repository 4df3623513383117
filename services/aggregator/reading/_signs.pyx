# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""What a whole document is looked through for, the twin of `strictnode._signs`: by the rarest byte of each sign."""

from libc.string cimport memchr

cdef enum:
    EQUALS = 0x3D
    HASH = 0x23
    FIRST_OF_CONTROL = 0xC2


cdef Py_ssize_t _next(const unsigned char[::1] document, Py_ssize_t start, int byte) except? -2:
    """Where ``byte`` stands next; -1 if it does not."""
    cdef const unsigned char *found
    if start >= document.shape[0]:
        return -1
    found = <const unsigned char *>memchr(&document[start], byte, document.shape[0] - start)
    return -1 if found is NULL else found - &document[0]


def attributes(const unsigned char[::1] document not None):
    """Whether ``base=`` and ``lang=`` are anywhere."""
    cdef bint has_base = False, has_lang = False
    cdef Py_ssize_t i = _next(document, 4, EQUALS)
    while i >= 0 and not (has_base and has_lang):
        if document[i - 3] == 97:  # a
            has_base |= document[i - 4] == 98 and document[i - 2] == 115 and document[i - 1] == 101
            has_lang |= document[i - 4] == 108 and document[i - 2] == 110 and document[i - 1] == 103
        i = _next(document, i + 1, EQUALS)
    return has_base, has_lang


def may_hold_controls(const unsigned char[::1] document not None):
    """Whether a C1 control may be in a document in UTF-8, as it is or by reference."""
    cdef Py_ssize_t size = document.shape[0], i = _next(document, 0, FIRST_OF_CONTROL)
    cdef unsigned char c
    while i >= 0:
        if i + 1 < size and 0x80 <= document[i + 1] < 0xA0:
            return True
        i = _next(document, i + 1, FIRST_OF_CONTROL)
    i = _next(document, 1, HASH)
    while i >= 0:
        if i + 2 < size and document[i - 1] == 38:  # &
            c = document[i + 2]
            if document[i + 1] == 48 or (document[i + 1] == 49 and 50 <= c <= 53):  # &#0… &#12… to &#15…
                return True
            if document[i + 1] | 0x20 == 120 and (c == 48 or c == 56 or c == 57):  # &#x0… &#x8… &#x9…
                return True
        i = _next(document, i + 1, HASH)
    return False
