# cython: language_level=3, wraparound=False, cdivision=True
"""The twin of `stretches`, compiled: one pass over the places of a text."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc

cdef enum:
    BLUR = 3


cdef inline bint _follows(Py_UCS4 char) noexcept:
    return 0x0E30 <= char <= 0x0E3A or 0x0E47 <= char <= 0x0E4E


cdef inline bint _leads(Py_UCS4 char) noexcept:
    return 0x0E40 <= char <= 0x0E44


def stretches(list laid not None, double scale, str normal not None):
    cdef Py_ssize_t at, start = 0, length = len(laid)
    cdef bint side, before = False
    cdef list found = []
    cdef double *sums
    if not length:
        return found
    sums = <double *>PyMem_Malloc((length + 1) * sizeof(double))
    if sums is NULL:
        raise MemoryError
    try:
        sums[0] = 0.0
        for at in range(length):
            sums[at + 1] = sums[at] + <double>laid[at] * scale
        for at in range(length):
            side = sums[min(at + BLUR, length)] > sums[max(at - BLUR + 1, 0)]
            if at and (side != before or normal[at - 1] == u" ") and not _follows(normal[at]) and not _leads(normal[at - 1]):
                found.append((start, at, sums[at] - sums[start]))
                start = at
            before = side
        found.append((start, length, sums[length] - sums[start]))
        return found
    finally:
        PyMem_Free(sums)
