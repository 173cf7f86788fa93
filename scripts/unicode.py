#!/usr/bin/env python3
"""Makes the table of kube/unicode.c from Python's Unicode data: `scripts/unicode.py > kube/unicode.inc`.

One number a run of characters of one class, first character << 3 | class (see kube/unicode.h). Not part of the build:
run it to take up a newer Unicode.
"""
import sys
import unicodedata

NARROW, WIDE, MARK, HIDDEN, BIDI, NOTHING = range(6)
BIDI_CONTROLS = {0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
# Marks and letters that show nothing: grapheme joiner, Hangul and Khmer fillers, Mongolian and supplementary selectors.
INVISIBLE = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2028, 0x2029, 0x3164, 0xFFA0,
             *range(0xE0000, 0xE1000)}


def class_of(code):
    char = chr(code)
    category = unicodedata.category(char)
    if code in BIDI_CONTROLS:
        return BIDI
    if code in INVISIBLE or category == 'Cf':
        return HIDDEN
    if category in ('Cn', 'Co', 'Cs', 'Cc'):
        return NOTHING if code > 0x9F else NARROW
    if category in ('Mn', 'Me') or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return MARK
    return WIDE if unicodedata.east_asian_width(char) in 'WF' else NARROW


runs = []
last = None
for code in range(0x110000):
    now = class_of(code)
    if now != last:
        runs.append(f'0x{code << 3 | now:06x},')
        last = now
print(f'/* Made by scripts/unicode.py from Unicode {unicodedata.unidata_version}. */')
for i in range(0, len(runs), 12):
    print('\t' + ' '.join(runs[i:i + 12]))
