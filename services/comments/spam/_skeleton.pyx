# cython: language_level=3, wraparound=False
"""The twin of `skeleton`, compiled: one pass over the characters."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData
from libc.stdint cimport uint32_t

from services.comments.spam.skeleton import SHAPES

cdef enum:
    THAI = 0x0E00
    TOKENS = 0xE000
    BLOCK = 0x80  # characters of the Thai block; of the tokens' as well, where most are none

cdef uint32_t[BLOCK] THAI_SHAPES
cdef uint32_t[BLOCK] TOKEN_SHAPES
for _number in range(BLOCK):
    THAI_SHAPES[_number] = ord(SHAPES[chr(THAI + _number)] or "\0")
    TOKEN_SHAPES[_number] = ord(SHAPES[chr(TOKENS + _number)] or "\0")


cdef uint32_t _shape(Py_UCS4 char) noexcept:
    """0 for what is no letter."""
    if THAI <= char < THAI + BLOCK:
        return THAI_SHAPES[<uint32_t>char - THAI]
    if TOKENS <= char < TOKENS + BLOCK:
        return TOKEN_SHAPES[<uint32_t>char - TOKENS]
    if u"0" <= char <= u"9":
        return u"0"
    return <uint32_t>char if char.isalpha() else 0


def skeleton(str normal not None):
    cdef Py_ssize_t place, length = len(normal), many = 0
    cdef uint32_t shape, last = 0
    cdef list at = []
    cdef uint32_t *kept = <uint32_t *>PyMem_Malloc((length + 1) * sizeof(uint32_t))
    if kept is NULL:
        raise MemoryError
    try:
        for place in range(length):
            shape = _shape(normal[place])
            if shape and (shape != last or shape == u"0"):
                kept[many] = shape
                many += 1
                at.append(place)
                last = shape
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, kept, many), at
    finally:
        PyMem_Free(kept)


def latin_words(str normal not None):
    cdef Py_ssize_t begin = 0, end, length = len(normal)
    cdef list found = []
    while begin < length:
        end = begin + 1
        if normal[begin] == u"0":
            while end < length and normal[end] == u"0":
                end += 1
            found.append((normal[begin:end], begin))
        elif u"a" <= <Py_UCS4>normal[begin] <= u"z":
            while end < length and u"a" <= <Py_UCS4>normal[end] <= u"z":
                end += 1
            found.append((_single(normal, begin, end), begin))
        begin = end
    return found


cdef str _single(str normal, Py_ssize_t begin, Py_ssize_t end):
    """Characters ``begin`` to ``end`` with those left out that follow their like."""
    cdef Py_ssize_t at
    for at in range(begin + 1, end):
        if normal[at] == normal[at - 1]:
            return "".join([normal[here] for here in range(begin, end) if here == begin or normal[here] != normal[here - 1]])
    return normal[begin:end]
