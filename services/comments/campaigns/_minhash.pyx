# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The twin of `minhash`, compiled: no object for each stretch, one pass."""

from libc.stdint cimport uint32_t, uint64_t

cdef enum:
    BINS = 48
    DIGITS = 4
    STRETCH = 4
    NONE = 0xFFFFFFFF  # more than any rank

cdef uint32_t ODD = 0x9E3779B1
cdef uint32_t[256] CHECKED


cdef void _prepare() noexcept:
    """The table of the checksum of zlib and Ethernet (ISO 3309), a byte at a time."""
    cdef uint32_t byte, value
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320u if value & 1 else 0)
        CHECKED[byte] = value


_prepare()


cdef inline uint32_t _fed(uint32_t checksum, uint32_t byte) noexcept:
    return CHECKED[(checksum ^ byte) & 0xFF] ^ checksum >> 8


cdef inline void _keep(uint32_t *least, uint32_t checksum) noexcept:
    cdef uint32_t value = ~checksum * ODD
    if value // BINS < least[value % BINS]:
        least[value % BINS] = value // BINS


def least(str letters not None, more not None):
    cdef uint32_t[BINS] least
    cdef Py_ssize_t at, inside, length = len(letters), size = min(STRETCH, length)
    cdef uint32_t checksum, point
    cdef unsigned char byte
    cdef bytes feature
    for at in range(BINS):
        least[at] = NONE
    for at in range(max(1, length - STRETCH + 1)):
        checksum = NONE
        for inside in range(at, at + size):
            point = <uint32_t><Py_UCS4>letters[inside]
            checksum = _fed(_fed(_fed(_fed(checksum, point), point >> 8), point >> 16), 0)
        _keep(least, checksum)
    for feature in more:
        checksum = NONE
        for byte in feature:
            checksum = _fed(checksum, byte)
        _keep(least, checksum)
    return _written(least)


cdef str _written(uint32_t *least):
    """Empty bins take what the next full one has, changed by the distance; one of them is full."""
    cdef char[BINS * DIGITS] written
    cdef uint32_t far, value
    cdef int at, digit
    for at in range(BINS):
        far = 0
        while least[(at + far) % BINS] == NONE:
            far += 1
        value = least[(at + far) % BINS] + far * ODD
        for digit in range(DIGITS):
            written[at * DIGITS + digit] = b"0123456789abcdef"[value >> 4 * (DIGITS - 1 - digit) & 0xF]
    return written[: BINS * DIGITS].decode("ascii")
