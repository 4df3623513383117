# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Weights of stretches of one to four characters, looked up without making a string for each.

The twin of `scorer`'s loop in Python, checked equal to it. A stretch is a 64-bit key: each character that the model
knows has a number of 16 bits, and a stretch with any other character is unknown. The table is of open addressing,
at most half full, and only read once it is made, but for ``met``, which one call at a time uses: no Python runs
within `_lay`, so that no other thread does.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport uint16_t, uint32_t, uint64_t

cdef enum:
    UNICODE = 0x110000
    LONGEST = 4


cdef class Terms:
    cdef uint16_t *numbers  # of each character of Unicode; 0: in no feature
    cdef uint64_t *keys  # 0: free
    cdef double *weights
    cdef uint64_t *met  # the last call that met this term
    cdef uint64_t mask
    cdef int shift
    cdef uint64_t calls

    def __cinit__(self, dict weights not None):
        """``weights``: log-odds by feature; features that are no stretch of this length are left out."""
        cdef int bits = 4
        while (1 << bits) < 2 * len(weights):
            bits += 1
        self.mask, self.shift = (1 << bits) - 1, 64 - bits
        self.numbers = <uint16_t *>PyMem_Calloc(UNICODE, sizeof(uint16_t))
        self.keys = <uint64_t *>PyMem_Calloc(1 << bits, sizeof(uint64_t))
        self.weights = <double *>PyMem_Calloc(1 << bits, sizeof(double))
        self.met = <uint64_t *>PyMem_Calloc(1 << bits, sizeof(uint64_t))
        if self.numbers is NULL or self.keys is NULL or self.weights is NULL or self.met is NULL:
            raise MemoryError
        self._number(weights)
        self._fill(weights)

    def __dealloc__(self):
        PyMem_Free(self.numbers)
        PyMem_Free(self.keys)
        PyMem_Free(self.weights)
        PyMem_Free(self.met)

    cdef int _number(self, dict weights) except -1:
        cdef uint32_t given = 0
        cdef Py_UCS4 char
        cdef str name
        for name in weights:
            if len(name) > LONGEST:
                continue
            for char in name:
                if not self.numbers[char]:
                    given += 1
                    if given >= 0x10000:
                        raise ValueError("more than 65,535 kinds of characters")
                    self.numbers[char] = <uint16_t>given
        return 0

    cdef int _fill(self, dict weights) except -1:
        cdef uint64_t key, slot
        cdef Py_UCS4 char
        cdef str name
        for name, weight in weights.items():
            if not 1 <= len(name) <= LONGEST:
                continue
            key = 0
            for char in name:
                key = key << 16 | self.numbers[char]
            slot = self._slot(key)
            self.keys[slot] = key
            self.weights[slot] = weight
        return 0

    cdef inline uint64_t _slot(self, uint64_t key) noexcept nogil:
        """Where ``key`` is, or the free place where it would be."""
        cdef uint64_t slot = (key * <uint64_t>0x9E3779B97F4A7C15) >> self.shift
        while self.keys[slot] and self.keys[slot] != key:
            slot = (slot + 1) & self.mask
        return slot

    def lay(self, str text not None):
        """The weight of each distinct known stretch at its last place in the text, and how many these are.

        Returns ``(laid, known)``: a list of ``len(text)`` sums and a count. The place of a stretch is its middle.
        """
        cdef Py_ssize_t at, length = len(text)
        cdef double *laid = <double *>PyMem_Calloc(length + 1, sizeof(double))
        cdef int known
        if laid is NULL:
            raise MemoryError
        try:
            known = self._lay(text, length, laid)
            return [laid[at] for at in range(length)], known
        finally:
            PyMem_Free(laid)

    cdef int _lay(self, str text, Py_ssize_t length, double *laid) noexcept:
        """From the end to the start: where a term is met first is its last place."""
        cdef Py_ssize_t start, size, end
        cdef uint64_t key, slot
        cdef uint16_t number
        cdef int known = 0
        self.calls += 1
        for start in range(length - 1, -1, -1):
            key = 0
            end = min(start + LONGEST, length)
            for size in range(1, end - start + 1):
                number = self.numbers[<Py_UCS4>text[start + size - 1]]
                if not number:
                    break
                key = key << 16 | number
                slot = self._slot(key)
                if self.keys[slot] and self.met[slot] != self.calls:
                    self.met[slot] = self.calls
                    laid[start + size // 2] += self.weights[slot]
                    known += 1
        return known
