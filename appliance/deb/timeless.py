#!/usr/bin/env python3
"""timeless.py ONE TWO OUT: an archive of classes without the time of its making, of two that were made of the same.

The JVM notes in each soft reference of the archived heap when it was last used, in milliseconds since the machine started, and puts check
sums over that, which it compares with -XX:+VerifySharedSpaces alone. Both become 0: such a reference is old when it is loaded. Any other
difference is an error."""
import struct
import sys

HEADER = 4096


def main():
    one, two = (open(name, "rb").read() for name in sys.argv[1:3])
    if len(one) != len(two):
        sys.exit("timeless: the archives differ in length")
    words = len(one) // 4
    first, second = memoryview(one)[: words * 4].cast("I"), memoryview(two)[: words * 4].cast("I")
    result = bytearray(one)
    times = 0
    step = 1 << 16
    for begin in range(0, words, step):
        end = min(words, begin + step)
        if one[begin * 4 : end * 4] == two[begin * 4 : end * 4]:
            continue
        for at in range(begin, end):
            if first[at] == second[at]:
                continue
            if at * 4 >= HEADER:
                # the second archive is younger by less than a quarter of an hour
                if not 0 < second[at] - first[at] < 900_000 or first[at + 1] > 1:
                    sys.exit(f"timeless: the archives differ at {at * 4}: {first[at]:#x} and {second[at]:#x}")
                times += 1
            struct.pack_into("<I", result, at * 4, 0)
    with open(sys.argv[3], "wb") as file:
        file.write(result)
    print(f"timeless: {times} times of use")


main()
