# cython: language_level=3, wraparound=False
"""The twin of `finder`, compiled: a trie, walked from every place of a text.

Its edges lie in a table of open addressing, at most half full; a key is a node and a character.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport int32_t, uint64_t


cdef class Finder:
    cdef uint64_t *keys  # 0: free
    cdef int32_t *nodes  # where the edge leads
    cdef int32_t *ends  # of each node: the phrase that ends there, or -1
    cdef uint64_t mask
    cdef int shift
    cdef int32_t made

    def __cinit__(self, list phrases not None):
        cdef Py_ssize_t most = 1 + sum(map(len, phrases)), node
        cdef int bits = 4
        while (1 << bits) < 2 * most:
            bits += 1
        self.mask, self.shift = (1 << bits) - 1, 64 - bits
        self.keys = <uint64_t *>PyMem_Calloc(1 << bits, sizeof(uint64_t))
        self.nodes = <int32_t *>PyMem_Calloc(1 << bits, sizeof(int32_t))
        self.ends = <int32_t *>PyMem_Calloc(most, sizeof(int32_t))
        if self.keys is NULL or self.nodes is NULL or self.ends is NULL:
            raise MemoryError
        for node in range(most):
            self.ends[node] = -1
        for number, phrase in enumerate(phrases):
            self._enter(phrase, number)

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(self.nodes)
        PyMem_Free(self.ends)

    cdef int _enter(self, str phrase, int32_t number) except -1:
        cdef int32_t node = 0
        cdef uint64_t key, slot
        cdef Py_UCS4 char
        for char in phrase:
            key = <uint64_t>node << 32 | <uint64_t>char + 1
            slot = self._slot(key)
            if not self.keys[slot]:
                self.made += 1
                self.keys[slot] = key
                self.nodes[slot] = self.made
            node = self.nodes[slot]
        self.ends[node] = number
        return 0

    cdef inline uint64_t _slot(self, uint64_t key) noexcept nogil:
        """Where ``key`` is, or the free place where it would be."""
        cdef uint64_t slot = (key * <uint64_t>0x9E3779B97F4A7C15) >> self.shift
        while self.keys[slot] and self.keys[slot] != key:
            slot = (slot + 1) & self.mask
        return slot

    def first(self, str text not None):
        cdef Py_ssize_t start, at, length = len(text)
        cdef dict found = {}
        cdef int32_t node
        cdef uint64_t slot
        for start in range(length):
            node = 0
            for at in range(start, length):
                slot = self._slot(<uint64_t>node << 32 | <uint64_t><Py_UCS4>text[at] + 1)
                if not self.keys[slot]:
                    break
                node = self.nodes[slot]
                if self.ends[node] >= 0:
                    found.setdefault(self.ends[node], start)
        return sorted(found.items())
