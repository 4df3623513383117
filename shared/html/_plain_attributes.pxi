# Of `_plain`: attributes, and the addresses in them.


cdef Py_ssize_t rest_of_tag(Reading self, Py_ssize_t i, uint32_t tag, bint writes) except? -2:
    """A start tag behind its name: where it ends. ``writes``: with what is kept of its attributes."""
    cdef Py_ssize_t before, start, end
    cdef uint32_t number
    cdef Py_UCS4 c
    self.seen, self.is_idle, self.is_odd, self.source_from, self.quote = 0, True, False, -1, 0
    while True:
        before = i
        while self.kind(self.at(i)) == BLANK:
            i += 1
        c = self.at(i)
        self.is_slashed = c == "/"
        if c == ">" or (c == "/" and self.at(i + 1) == ">"):
            return i + 1 + self.is_slashed
        if not "a" <= c <= "z" or (i == before and not self.quote):
            return DECLINED
        if i == before:  # nothing between two attributes: an error that parsers make nothing of
            self.is_idle, self.is_odd = False, True
        start = i
        number = self.rules.attributes.number(self.name(i))
        end = i = self.after
        i = value_of(self, i)
        if i < 0 or (number > IDLE and self.seen >> number & 1):
            return DECLINED
        self.seen |= 1 << number
        if not writes:
            self.is_odd |= self.html.find("_", start, end) >= 0
            take_note(self, number)
        if writes and self.rules.wanted[tag] >> number & 1 and not write_attribute(self, start, end, number):
            return DECLINED


cdef Py_ssize_t value_of(Reading self, Py_ssize_t i) except? -2:
    """The value behind a name, if any."""
    cdef int kind
    self.quote, self.value_from, self.value_to = 0, i, i
    if self.at(i) != "=":
        return i
    self.quote = self.at(i + 1)
    if self.quote != '"' and self.quote != "'":
        return unquoted_value(self, i + 1)
    self.value_from = i = i + 2
    while self.at(i) != self.quote:
        kind = self.kind(self.at(i))
        if kind == UNFIT or kind == OPEN or self.at(i) == ">":
            return DECLINED
        i = self.beyond_ordinary(i + 1, self.quote)
    self.value_to = i
    return i + 1


cdef Py_ssize_t unquoted_value(Reading self, Py_ssize_t i) except? -2:
    self.quote, self.value_from = 0, i
    while is_alphanumeric(self.at(i)) or self.at(i) in ("%", "#", "-", ".", "_", ":", "/", "?"):
        i += 1
    self.value_to = i
    return DECLINED if i == self.value_from or self.at(i - 1) == "/" else i


cdef int take_note(Reading self, uint32_t number) except -1:
    """What matters of an attribute to whether a span or an image goes."""
    cdef Py_UCS4 first = self.at(self.value_from), second = self.at(self.value_from + 1)
    if number not in (IDLE, STYLE) or self.quote != '"':
        self.is_idle = False
    if number == SRC:
        self.source_from, self.source_to = self.value_from, self.value_to
    elif number in (WIDTH, HEIGHT):
        if self.value_to - self.value_from < 2:
            second = 0
        if first == "&" or second == "&" or ((first == "0" or first == "1") and (second == 0 or second == "p")):
            self.is_odd = True
    elif number == DATA_SRC:
        self.is_odd = True
    elif number == STYLE and not self.is_odd:
        self.is_odd = (
            self.html.find("&", self.value_from, self.value_to) >= 0
            or self.rules.tables.hidden(self.html, self.value_from, self.value_to) is not None
        )
    return 0


cdef bint write_attribute(Reading self, Py_ssize_t start, Py_ssize_t end, uint32_t number) except -1:
    """Writes it; False to decline."""
    cdef str address
    cdef Py_ssize_t i = self.value_from
    if number in (HREF, SRC) and not is_known_address(self):
        address = other_address(self)
        if address is None:
            return False
        if address:
            self.put(f' {self.html[start:end]}="{address}"')
        return True
    if self.at(start - 1) != " ":
        self.put(" ")
    self.keep(start - (self.at(start - 1) == " "), end)
    if self.quote == '"':
        self.keep(end, self.value_from)
    else:
        self.put('="')
    start = i
    while i < self.value_to:
        if self.kind(self.at(i)) in (ORDINARY, BLANK) and self.at(i) != '"':
            i = min(self.beyond_ordinary(i + 1, '"'), self.value_to)
            continue
        self.keep(start, i)
        i = start = write_escaped(self, i, True)
        if i < 0:
            return False
    self.keep(start, i)
    if self.quote == '"':
        self.keep(i, i + 1)
    else:
        self.put('"')
    return True

# Addresses


cdef bint is_known_address(Reading self) except -1:
    return (
        is_web(self, self.value_from, self.value_to)
        or self.html.startswith("mailto:", self.value_from, self.value_to)
        or self.html.startswith("tel:", self.value_from, self.value_to)
    )


cdef bint is_web(Reading self, Py_ssize_t i, Py_ssize_t end) except -1:
    """Whether an address is of http or https, with a host name and a port about which there is nothing to ask."""
    cdef Py_ssize_t label
    cdef Py_UCS4 c
    if self.html.startswith("https://", i, end):
        i += 8
    elif self.html.startswith("http://", i, end):
        i += 7
    else:
        return False
    label = i
    while i < end:
        c = self.at(i)
        if c == ".":
            if i == label:
                return False
            label = i + 1
        elif not (is_alphanumeric(c) or c == "-"):
            break
        elif c == "-" and self.at(i + 1) == "-":  # "xn--"
            return False
        i += 1
    if i == label or not ("a" <= self.at(label) <= "z" or "A" <= self.at(label) <= "Z"):
        return False
    if i < end and self.at(i) == ":":  # a port of at most four digits
        label = i + 1
        i = label
        while i < end and "0" <= self.at(i) <= "9":
            i += 1
        if not 0 < i - label < 5:
            return False
    return i == end or self.at(i) in ("/", "?", "#")


cdef str other_address(Reading self):
    """Any other address as it is to be spelled; '' for one that goes, None to decline."""
    cdef str decoded = decoded_value(self, self.value_from, self.value_to), scheme
    cdef Py_ssize_t i = 0
    if decoded is None or (decoded and not "!" <= decoded[0] <= "~"):
        return None
    while i < len(decoded) and (is_alphanumeric(decoded[i]) or decoded[i] in "+-."):
        i += 1
    if i == 0 or i == len(decoded) or decoded[i] in "/?#":
        # nh3 puts the last attribute into the place of a relative address that goes: that is for it to do.
        return self.rules.tables.absolute(decoded, self.base) or None
    if decoded[i] != ":" or not ("a" <= decoded[0] <= "z" or "A" <= decoded[0] <= "Z"):
        return None
    scheme = decoded[:i].lower()
    if scheme in ("http", "https"):
        return None
    return self.rules.tables.spell(decoded) if scheme in ("mailto", "tel") else ""


cdef str decoded_value(Reading self, Py_ssize_t start, Py_ssize_t end):
    """A value with its references resolved; None to decline."""
    cdef list parts
    cdef str part
    cdef Py_ssize_t i = self.html.find("&", start, end)
    if i < 0:
        return self.html[start:end]
    parts = []
    while i >= 0:
        parts.append(self.html[start:i])
        part = reference(self, i, True)
        if part is None or self.after > end:
            return None
        parts.append(part)
        start = self.after
        i = self.html.find("&", start, end)
    parts.append(self.html[start:end])
    return "".join(parts)
