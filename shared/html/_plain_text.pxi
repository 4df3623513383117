# Of `_plain`: text and character references.


cdef Py_ssize_t read_text(Reading self, Py_ssize_t i) except? -2:
    cdef bint is_tabular = self.rules.flags[self.open[self.depth]] & TABULAR
    cdef Py_ssize_t start
    cdef int kind
    while self.begins_pre and self.at(i) == "\n":
        i += 1
    start = i
    while i < self.size:
        kind = self.kind(self.at(i))
        if kind == OPEN:
            break
        if kind == UNFIT or (is_tabular and kind != BLANK):
            return DECLINED
        if kind == ORDINARY or kind == BLANK:
            i = i + 1 if is_tabular else self.beyond_ordinary(i + 1, 0)
            continue
        self.keep(start, i)
        i = start = write_escaped(self, i, False)
        if i < 0:
            return DECLINED
    self.keep(start, i)
    return i


cdef Py_ssize_t write_escaped(Reading self, Py_ssize_t i, bint in_value) except? -2:
    """Writes the character or the reference here."""
    cdef str decoded, spelled
    if self.at(i) != "&":
        self.put(self.rules.spelled[self.at(i)])
        return i + 1
    decoded = reference(self, i, in_value)
    if decoded is None or (self.begins_pre and decoded == "\n"):
        return DECLINED
    spelled = self.rules.spelled.get(decoded, decoded) if in_value or decoded != '"' else decoded
    if len(spelled) == self.after - i and spelled == self.html[i : self.after]:
        self.keep(i, self.after)
    else:
        self.put(spelled)
    return self.after


cdef str reference(Reading self, Py_ssize_t i, bint in_value):
    """What is meant by the ``&`` here and what follows it (HTML standard, section 13.2.5.72); None to decline."""
    cdef Py_ssize_t j = i + 1
    cdef Py_UCS4 c
    if self.at(j) == "#":
        return numeric(self, j + 1)
    while j - i <= LONGEST_REFERENCE and is_alphanumeric(self.at(j)):
        j += 1
    if j - i > LONGEST_REFERENCE:
        return None
    if j > i + 1 and self.at(j) == ";":
        decoded = self.rules.references.get(self.html[i + 1 : j])
        if decoded is not None:
            self.after = j + 1
            return decoded or None
    self.after = i + 1
    if in_value:  # the beginning of a longer word, or of a parameter, is no reference
        return "&" if self.at(j) == "=" or self.html[i + 1 : j] not in self.rules.short_references else None
    while j > i + 1:
        if self.html[i + 1 : j] in self.rules.short_references:
            return None
        j -= 1
    return "&"


cdef str numeric(Reading self, Py_ssize_t i):
    """The character whose number stands here, if it is one that is fit for texts."""
    cdef uint32_t code = 0
    cdef int base = 10, digit
    cdef Py_ssize_t start
    if self.at(i) == "x" or self.at(i) == "X":
        base, i = 16, i + 1
    start = i
    while self.at(i) != ";":
        if not is_alphanumeric(self.at(i)):
            return None
        digit = letter(<Py_UCS4>(<uint32_t>self.at(i) | 0x20)) - 1  # ASCII capitals as small letters; a digit stays one
        digit = digit - 26 if digit >= 26 else digit + 10
        if not 0 <= digit < base or i - start > 6:
            return None
        code = code * base + digit
        i += 1
    self.after = i + 1
    if i == start or not (32 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code == 10
                          or 0x10000 <= code < 0x110000):
        return None
    return chr(code)


cdef bint is_alphanumeric(Py_UCS4 c) except -1:
    return "a" <= c <= "z" or "A" <= c <= "Z" or "0" <= c <= "9"
