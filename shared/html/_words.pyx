# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""The loops of `to_text.words`, the twins of `to_text._between_tags` and `to_text._collapsed`."""

from cpython.unicode cimport PyUnicode_1BYTE_KIND, PyUnicode_2BYTE_KIND, PyUnicode_DATA, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t

ctypedef fused Letter:
    uint8_t
    uint16_t
    uint32_t


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


cdef inline bint _is_blank(Py_UCS4 c) noexcept:
    """Between U+00A0 and U+1680 no letter is asked for: there is no blank."""
    return c <= 0x20 and c.isspace() if c < 0x80 else (c <= 0xA0 or c >= 0x1680) and c.isspace()


cdef Py_ssize_t _words_from(const Letter *text, Py_ssize_t i, Py_ssize_t size) noexcept:
    """Where words end that have one plain blank between them."""
    while i < size:
        if not _is_blank(text[i]):
            i += 1
        elif text[i] == 0x20 and i + 1 < size and not _is_blank(text[i + 1]):
            i += 2
        else:
            break
    return i


def collapsed(str text not None):
    """``text`` with single blanks between words, and none around it."""
    cdef Py_ssize_t size = len(text), i = 0, start
    cdef int kind = PyUnicode_KIND(text)
    cdef void *letters = PyUnicode_DATA(text)
    cdef list words = []
    while i < size:
        if _is_blank(text[i]):
            i += 1
            continue
        start = i
        if kind == PyUnicode_1BYTE_KIND:
            i = _words_from(<const uint8_t *>letters, start, size)
        elif kind == PyUnicode_2BYTE_KIND:
            i = _words_from(<const uint16_t *>letters, start, size)
        else:
            i = _words_from(<const uint32_t *>letters, start, size)
        if start == 0 and i == size:
            return text
        words.append(text[start:i])
    return " ".join(words)
