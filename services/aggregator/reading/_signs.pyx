# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""What whole documents and texts are looked through for: the twins of functions beside it."""

from cpython.unicode cimport PyUnicode_1BYTE_KIND, PyUnicode_2BYTE_KIND, PyUnicode_DATA, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memchr, memcmp

ctypedef fused Letter:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    EQUALS = 0x3D
    HASH = 0x23
    FIRST_OF_CONTROL = 0xC2
    LESS_THAN = 0x3C


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


cdef bint _holds(const Letter *text, Py_ssize_t size, Py_UCS4 first, Py_UCS4 second) noexcept:
    """Looks at some letters together before it looks at each: compilers do that in a few instructions."""
    cdef Py_ssize_t i = 0, j
    cdef bint is_there
    while i + 64 < size:
        is_there = False
        for j in range(i, i + 64):
            is_there |= (text[j] == first) & (text[j + 1] == second)
        if is_there:
            return True
        i += 64
    for j in range(i, size - 1):
        if text[j] == first and text[j + 1] == second:
            return True
    return False


def holds(str text not None, str pair not None):
    """Whether two letters stand in a text one behind the other."""
    cdef Py_ssize_t size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_UCS4 first, second
    if len(pair) != 2:
        raise ValueError(pair)
    first, second = pair[0], pair[1]
    if kind == PyUnicode_1BYTE_KIND:
        return first < 256 and second < 256 and _holds(<const uint8_t *>PyUnicode_DATA(text), size, first, second)
    if kind == PyUnicode_2BYTE_KIND:
        return _holds(<const uint16_t *>PyUnicode_DATA(text), size, first, second)
    return _holds(<const uint32_t *>PyUnicode_DATA(text), size, first, second)


def start_tags(const unsigned char[::1] document not None, const unsigned char[::1] name not None):
    """Where the start tags of elements of this name are."""
    cdef Py_ssize_t behind, size = name.shape[0], i = _next(document, 0, LESS_THAN)
    cdef list found = []
    cdef unsigned char c
    if not size:
        raise ValueError("no name")
    while i >= 0:
        behind = i + 1 + size
        if behind >= document.shape[0]:
            break
        c = document[behind]
        if (c == 0x20 or 9 <= c <= 13 or c == 0x2F or c == 0x3E) and not memcmp(&document[i + 1], &name[0], size):
            found.append(i)
        i = _next(document, i + 1, LESS_THAN)
    return found


cdef Py_ssize_t _behind(const unsigned char[::1] document, Py_ssize_t i, bytes mark) except? -2:
    """Where what ``mark`` ends next from ``i`` on has ended; -1 if it does not."""
    cdef const unsigned char[::1] sought = mark
    while True:
        i = _next(document, i, sought[0])
        if i < 0 or i + sought.shape[0] > document.shape[0]:
            return -1
        if not memcmp(&document[i], &sought[0], sought.shape[0]):
            return i + sought.shape[0]
        i += 1


cdef bint _is_at(const unsigned char[::1] document, Py_ssize_t i, bytes mark) except -1:
    cdef const unsigned char[::1] sought = mark
    return i + sought.shape[0] <= document.shape[0] and not memcmp(&document[i], &sought[0], sought.shape[0])


cdef bint _is_plain(const unsigned char[::1] document) except -1:
    """Whether there is no control but tabs and line ends, no private character U+E…, no U+FFFE or U+FFFF."""
    cdef Py_ssize_t start = 0, end, i, size = document.shape[0]
    cdef const unsigned char *octets = &document[0]
    cdef bint is_odd = False
    while start < size and not is_odd:
        end = min(start + 256, size)
        for i in range(start, end):
            is_odd |= ((octets[i] < 0x20) & (octets[i] != 9) & (octets[i] != 10) & (octets[i] != 13)) | (octets[i] == 0xEE)
        start = end
    i = _next(document, 0, 0xEF)
    while i >= 0 and not is_odd:
        is_odd = i + 2 < size and document[i + 1] == 0xBF and document[i + 2] >= 0xBE
        i = _next(document, i + 1, 0xEF)
    return not is_odd


cdef bint _refers_to_private(const unsigned char[::1] document, Py_ssize_t start, Py_ssize_t end) except -1:
    """Whether a private character U+E… may be referred to by its number."""
    cdef Py_ssize_t i = _next(document, start, HASH)
    cdef unsigned char c
    cdef Py_ssize_t j
    cdef bint is_hexadecimal
    while 0 < i < end:
        if document[i - 1] == 38:  # &
            j = i + 1
            is_hexadecimal = j < end and document[j] | 0x20 == 120
            j += is_hexadecimal
            while j < end and document[j] == 48:
                j += 1
            if j + 1 < end:  # &#57… &#58… or &#xe…
                if document[j] | 0x20 == 101 if is_hexadecimal else (document[j] == 53 and document[j + 1] >= 55):
                    return True
        i = _next(document, i + 1, HASH)
    return False


def sections(const unsigned char[::1] document not None, Py_ssize_t least):
    """Where the contents of CDATA sections of at least so many bytes begin and end, one after the other.

    In a well-formed document "<" stands nowhere but at the beginning of markup, so that what is found up to its first
    error is what a parser finds. Empty if any character could be mistaken for what may be put in their place.
    """
    cdef Py_ssize_t i, end, behind = 0
    cdef list found = []
    cdef unsigned char c
    if not document.shape[0] or not _is_plain(document):
        return []
    i = _next(document, 0, LESS_THAN)
    while i >= 0:
        end = i + 1
        if end == document.shape[0]:
            return []
        c = document[end]
        if c != 0x21 and c != 0x3F:  # ! ?
            i = _next(document, end, LESS_THAN)
            continue
        if _is_at(document, i, b"<![CDATA["):
            end = _behind(document, i + 9, b"]]>")
            if end >= 0 and end - i - 12 >= least:
                if _refers_to_private(document, behind, i):
                    return []
                found += (i + 9, end - 3)
                behind = end
        elif _is_at(document, i, b"<!--"):
            end = _behind(document, i + 4, b"-->")
        elif _is_at(document, i, b"<?"):
            end = _behind(document, i + 2, b"?>")
        elif _is_at(document, i, b"<!"):
            return []
        if end < 0:
            return []
        i = _next(document, end, LESS_THAN)
    return [] if _refers_to_private(document, behind, document.shape[0]) else found
