/* RFC 3339 times, Go durations, and ages as kubectl prints them. */
#ifndef KUBE_TIME_H
#define KUBE_TIME_H

#include "base/str.h"

bool time_parse(const char *text, int64_t *ret_ms);		/* any RFC 3339 offset and fraction; wall ms */
int64_t time_seconds(const char *text);				/* whole seconds since 1970; 0 if it is no time */
void time_add(struct str *out, int64_t s);			/* "2026-01-15T12:00:00Z" from seconds */
void time_add_micro(struct str *out, int64_t ms);		/* "2026-01-15T12:00:00.000000Z" from ms */
bool duration_parse(const char *text, int64_t *ret_ms);		/* Go: "1h2m3.5s", "300ms" */
/* kubectl's HumanDuration: "45s", "2m5s", "3h", "5d12h"; below -1 s "<invalid>". */
void duration_add(struct str *out, int64_t s);

#endif
