/*
 * What is fuzzed: JSON text -> set, pods, claims, revisions -> snapshot -> decision, and what is explained of it. The text
 * is a recorded case or anything else: {"snapshot": {"statefulset": {}, "pods": {}, ...}}.
 */
#ifndef TESTS_TOOLS_FUZZ_TARGET_H
#define TESTS_TOOLS_FUZZ_TARGET_H

#include "base/json.h"

enum fuzzed { FUZZED_REFUSED, FUZZED_DECIDED };

/* Plays one text. What must never be written ends the program. FUZZED_REFUSED: no set could be read out of it. */
enum fuzzed fuzz_decide(const char *text, size_t len);
/* The same with a recorded exchange ({"req":{"method","path","headers","body"}}) and the bundled cluster's API. FUZZED_REFUSED:
 * there is no request in it. */
enum fuzzed fuzz_request(const char *text, size_t len);
/* Plays a recorded session of the API, each of its requests changed first. An answer that must not be ends the program. */
struct rng;
void fuzz_api(char *const *lines, size_t n, struct rng *rng);
/* Changes the tree in one to a few places. */
void fuzz_mutate(json *tree, struct rng *rng);

#endif
