# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The twin of `terms`, compiled: stretches are looked up without making a string for each.

A stretch, of the text as heard, is a 64-bit key: each character that the model knows has a number of 16 bits, and a
stretch with any other character is unknown. The table is of open addressing, at most two thirds full, and only read
once it is made, but for ``met``, which one call at a time uses: no Python runs within `_lay`, so that no other thread
does.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from libc.stdint cimport uint16_t, uint32_t, uint64_t

from services.comments.spam.skeleton import SOUNDS

cdef enum:
    UNICODE = 0x110000
    LONGEST = 4
    SILENT = 0xFFFF


cdef struct Term:
    uint64_t key  # 0: free
    double weight
    uint64_t met  # the last call that met this stretch


cdef class Terms:
    cdef readonly dict others
    cdef uint16_t *numbers  # of each character of Unicode, those of one sound alike; 0: in no stretch; or `SILENT`
    cdef Term *terms
    cdef uint64_t mask
    cdef int shift
    cdef uint64_t calls
    cdef uint32_t given

    def __cinit__(self, str names not None, list weights not None):
        cdef int bits = 4
        while (2 << bits) < 3 * len(weights):
            bits += 1
        self.mask, self.shift = (1 << bits) - 1, 64 - bits
        self.numbers = <uint16_t *>PyMem_Calloc(UNICODE, sizeof(uint16_t))
        self.terms = <Term *>PyMem_Calloc(1 << bits, sizeof(Term))
        if self.numbers is NULL or self.terms is NULL:
            raise MemoryError
        self.others = {}
        if names.count("\n") + 1 != len(weights):
            raise ValueError("not as many features as weights")
        self._fill(names, weights)
        for char, sound in SOUNDS.items():
            self.numbers[<Py_UCS4>char] = self.numbers[<Py_UCS4>sound] if sound else SILENT

    def __dealloc__(self):
        PyMem_Free(self.numbers)
        PyMem_Free(self.terms)

    cdef int _fill(self, str names, list weights) except -1:
        cdef Py_ssize_t at, begin = 0, length = len(names), nth = 0
        for at in range(length + 1):
            if at < length and <Py_UCS4>names[at] != u"\n":
                continue
            if at > begin and <Py_UCS4>names[begin] < u" ":
                self._remember(names[begin:at], weights[nth])
            else:
                self._enter(names, begin, at, weights[nth])
            begin = at + 1
            nth += 1
        return 0

    cdef int _remember(self, str name, double weight) except -1:
        if name in self.others:
            raise ValueError("a feature that occurs twice")
        self.others[name] = weight
        return 0

    cdef int _enter(self, str names, Py_ssize_t begin, Py_ssize_t end, double weight) except -1:
        cdef Py_ssize_t at
        cdef uint64_t key = 0
        cdef Term *term
        if not 1 <= end - begin <= LONGEST:
            raise ValueError("a stretch that is too short or too long")
        for at in range(begin, end):
            key = key << 16 | self._number(names[at])
        term = self._find(key)
        if term.key:
            raise ValueError("a feature that occurs twice")
        term.key, term.weight = key, weight
        return 0

    cdef uint16_t _number(self, Py_UCS4 char) except 0:
        """The number of a character, which gets one if it has none."""
        if not self.numbers[char]:
            self.given += 1
            if self.given >= SILENT:
                raise ValueError("too many kinds of characters")
            self.numbers[char] = <uint16_t>self.given
        return self.numbers[char]

    cdef inline Term *_find(self, uint64_t key) noexcept nogil:
        """The term of this key, or the free one where it would be."""
        cdef uint64_t slot = (key * <uint64_t>0x9E3779B97F4A7C15) >> self.shift
        while self.terms[slot].key and self.terms[slot].key != key:
            slot = (slot + 1) & self.mask
        return &self.terms[slot]

    def lay(self, str text not None):
        cdef Py_ssize_t at, length = len(text)
        cdef double *laid = <double *>PyMem_Calloc(length + 1, sizeof(double))
        cdef uint32_t *places = <uint32_t *>PyMem_Calloc(length + 1, sizeof(uint32_t))
        cdef int known
        try:
            if laid is NULL or places is NULL:
                raise MemoryError
            known = self._lay(text, places, self._heard(text, length, places), laid)
            return [laid[at] for at in range(length)], known
        finally:
            PyMem_Free(laid)
            PyMem_Free(places)

    cdef Py_ssize_t _heard(self, str text, Py_ssize_t length, uint32_t *places) noexcept:
        """How many characters are, and where."""
        cdef Py_ssize_t at, many = 0
        for at in range(length):
            if self.numbers[<Py_UCS4>text[at]] != SILENT:
                places[many] = <uint32_t>at
                many += 1
        return many

    cdef int _lay(self, str text, uint32_t *places, Py_ssize_t length, double *laid) noexcept:
        """From the end to the start: where a stretch is met first is its last place."""
        cdef Py_ssize_t start, size, end
        cdef uint64_t key
        cdef Term *term
        cdef uint16_t number
        cdef int known = 0
        self.calls += 1
        for start in range(length - 1, -1, -1):
            key = 0
            end = min(start + LONGEST, length)
            for size in range(1, end - start + 1):
                number = self.numbers[<Py_UCS4>text[places[start + size - 1]]]
                if not number:
                    break
                key = key << 16 | number
                term = self._find(key)
                if term.key and term.met != self.calls:
                    term.met = self.calls
                    laid[places[start + size // 2]] += term.weight
                    known += 1
        return known

    def weigh(self, str text not None, list spans not None):
        """Each place's stretches are looked up once, for however many spans hold it."""
        cdef Py_ssize_t at, start, end, length = len(text), many, first, last
        cdef uint32_t *places = <uint32_t *>PyMem_Calloc(length + 1, sizeof(uint32_t))
        cdef uint32_t *before = <uint32_t *>PyMem_Calloc(length + 1, sizeof(uint32_t))
        cdef Term **terms = NULL
        cdef list found = []
        try:
            if places is NULL or before is NULL:
                raise MemoryError
            many = self._heard(text, length, places)
            first = 0
            for at in range(length + 1):
                before[at] = <uint32_t>first
                if first < many and places[first] == at:
                    first += 1
            terms = <Term **>PyMem_Calloc(LONGEST * many + 1, sizeof(Term *))
            if terms is NULL:
                raise MemoryError
            self._look_up(text, places, many, terms)
            for start, end in spans:
                if not 0 <= start <= end <= length:
                    raise IndexError("a span that is none of the text")
                found.append(self._weigh(terms, before[start], before[end]))
            return found
        finally:
            PyMem_Free(places)
            PyMem_Free(before)
            PyMem_Free(terms)

    cdef void _look_up(self, str text, uint32_t *places, Py_ssize_t length, Term **terms) noexcept:
        """The known stretches that begin at each place, by their size less one; NULL where there is none."""
        cdef Py_ssize_t start, size
        cdef uint64_t key
        cdef Term *term
        cdef uint16_t number
        for start in range(length):
            key = 0
            for size in range(1, min(LONGEST, length - start) + 1):
                number = self.numbers[<Py_UCS4>text[places[start + size - 1]]]
                if not number:
                    break
                key = key << 16 | number
                term = self._find(key)
                if term.key:
                    terms[LONGEST * start + size - 1] = term

    cdef tuple _weigh(self, Term **terms, Py_ssize_t first, Py_ssize_t last):
        cdef Py_ssize_t start, size
        cdef Term *term
        cdef double weight = 0.0
        cdef int known = 0
        self.calls += 1
        for start in range(last - 1, first - 1, -1):
            for size in range(min(LONGEST, last - start)):
                term = terms[LONGEST * start + size]
                if term is not NULL and term.met != self.calls:
                    term.met = self.calls
                    weight += term.weight
                    known += 1
        return weight, known
