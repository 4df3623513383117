# cython: language_level=3, wraparound=False
"""The twin of `gapcount`, compiled: one pass over the characters."""

from services.comments.spam.gapcount import Counted


cdef inline bint _is_thai(Py_UCS4 char) noexcept:
    return 0x0E01 <= char <= 0x0E4E


cdef inline bint _is_latin(Py_UCS4 char) noexcept:
    return u"a" <= char <= u"z"


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    return _is_thai(char) or _is_latin(char)


cdef inline bint _is_sign(Py_UCS4 char) noexcept:
    """Neither a letter, digit or space of any script nor a token."""
    return not (
        char.isalnum() or char == u"_" or char.isspace() or _is_thai(char) or 0xE000 <= char <= 0xE007
    )


cdef Py_ssize_t _length(str text, Py_ssize_t begin):
    """Of the gap that begins behind a letter; 0 if there is none."""
    cdef Py_ssize_t end = begin, length = len(text)
    while end < length and end < begin + 2 and _is_sign(text[end]):
        end += 1
    if end < length and text[end] == u" ":
        end += 1
    return end - begin if begin < end < length and _is_letter(text[end]) else 0


def counted(str text not None):
    cdef Py_ssize_t at, size
    cdef int gaps = 0, spaces = 0, dots = 0, thai = 0, latin = 0
    for at in range(len(text)):
        thai += _is_thai(text[at])
        latin += _is_latin(text[at])
        if _is_letter(text[at]):
            size = _length(text, at + 1)
            if size:
                gaps += 1
                spaces += text[at + 1] == u" "
                dots += text[at + 1] == u"." or (size > 1 and text[at + 2] == u".")
    return Counted(gaps, spaces, dots, thai, latin)
