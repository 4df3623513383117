# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=False
"""What `shared.text` looks texts through for, the twin of its `_is_fit`."""

from cpython.unicode cimport PyUnicode_1BYTE_KIND, PyUnicode_2BYTE_KIND, PyUnicode_DATA, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t

ctypedef fused Letter:
    uint8_t
    uint16_t
    uint32_t


cdef bint _is_fit(const Letter *text, Py_ssize_t size) noexcept:
    """Of 64 letters it is known together whether any is unfit: compilers do that in a few instructions."""
    cdef Py_ssize_t start = 0, end, i
    cdef bint is_unfit
    cdef uint32_t c
    while start < size:
        end = min(start + 64, size)
        is_unfit = False
        for i in range(start, end):
            c = text[i]
            is_unfit |= (c < 0x20) & (c != 9) & (c != 10)
            is_unfit |= (c >= 0x7F) & (c < 0xA0)
            if Letter is not uint8_t:
                is_unfit |= ((c >= 0xD800) & (c < 0xE000)) | (c == 0xFFFE) | (c == 0xFFFF)
        if is_unfit:
            return False
        start = end
    return True


def is_fit(str text not None):
    """Whether there is nothing in it that `printable` takes out or puts right."""
    cdef Py_ssize_t size = len(text)
    cdef int kind = PyUnicode_KIND(text)
    if kind == PyUnicode_1BYTE_KIND:
        return _is_fit(<const uint8_t *>PyUnicode_DATA(text), size)
    if kind == PyUnicode_2BYTE_KIND:
        return _is_fit(<const uint16_t *>PyUnicode_DATA(text), size)
    return _is_fit(<const uint32_t *>PyUnicode_DATA(text), size)
