"""Which sources may be compiled as one:  batches.py LINES ROOT SOURCE...

Prints a line "SOURCE NUMBER" for each source that shares a batch of up to LINES lines with others.
What a source keeps to itself (an unnamed namespace, a using) is seen by those that come behind it in
the batch. So two sources part when one of them so much as mentions such a name of the other, or sees
a header that declares it. That reads text, not C++: what it overlooks does not compile.
"""
import functools
import pathlib
import re
import sys

WORD = re.compile(r"[A-Za-z_]\w*")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
DECLARED = re.compile(
    r"using ([A-Za-z_]\w*) ="
    r"|using [\w:]*::(\w+);"
    r"|(?:struct|class|enum class|enum) (\w+)"
    r"|(?!decltype)([A-Za-z_]\w*)\s*[({=;\[]")


def declared_in(line):
    """The name that a line at the left margin declares, or None."""
    found = re.search(DECLARED, line) if WORD.match(line) else None
    return next(filter(None, found.groups())) if found else None


def own_names(text):
    """What a source declares for itself alone. Who says the same `using` has the same name."""
    names, inside = {}, False
    for line in text.splitlines():
        if line == "namespace {":
            inside = True
        elif line.startswith("}  // namespace"):
            inside = False
        elif inside or line.startswith(("using ", "static ", "constexpr ", "const ")):
            name = declared_in(line)
            if name and not name.isupper():  # Not TEST_CASE.
                names[name] = line if line.startswith("using ") else None
    return names


class Source:
    def __init__(self, path, header_names):
        self.path = path
        text = pathlib.Path(path).read_text(encoding="utf-8")
        self.lines = text.count("\n")
        self.alone = re.search(r"^#define", text, re.MULTILINE) is not None
        self.opened = set(re.findall(r"^using namespace (.*);", text, re.MULTILINE))
        self.words = set(WORD.findall(text))
        self.headers = set().union(*map(header_names, INCLUDE.findall(text)))
        self.own = own_names(text)

    def goes_with(self, other):
        return (not self.alone and not other.alone and self.opened == other.opened and
                not self.hides_from(other) and not other.hides_from(self))

    def hides_from(self, other):
        return any(
            name in other.words or (name in other.headers and name not in self.headers)
            for name, using in self.own.items()
            if using is None or other.own.get(name) != using)


def header_reader(root):
    @functools.cache
    def names(path):
        file = root / path
        if not file.is_file():
            return frozenset()
        text = file.read_text(encoding="utf-8")
        declared = {declared_in(line) for line in text.splitlines()} - {None}
        return frozenset(declared.union(*map(names, INCLUDE.findall(text))))
    return names


def batches(sources, limit):
    made = []
    for source in sources:
        for batch in made:
            if sum(one.lines for one in batch) + source.lines <= limit and \
                    all(source.goes_with(one) for one in batch):
                batch.append(source)
                break
        else:
            made.append([source])
    return [batch for batch in made if len(batch) > 1]


def main():
    limit, root = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    names = header_reader(root)
    sources = [Source(path, names) for path in sorted(sys.argv[3:])]
    for number, batch in enumerate(batches(sources, limit)):
        for source in batch:
            print(source.path, number)


if __name__ == "__main__":
    main()
