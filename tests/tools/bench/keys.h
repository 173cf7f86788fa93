/* How soon a key is painted: sent one at a time to a console whose list is on screen, with or without a storm of
 * events. */
#ifndef TESTS_TOOLS_BENCH_KEYS_H
#define TESTS_TOOLS_BENCH_KEYS_H

#include "tests/tools/bench/load.h"

/* keys: the one that moves the cursor away from the list's end where it stands, and the one that moves it back. load
 * NULL: calm. */
bool keys_measure(struct terminal *t, const char *where, const char *keys, const struct load_options *load);

#endif
