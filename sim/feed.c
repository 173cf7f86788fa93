#include "sim/feed.h"

#include "sim/logs/logs.h"

struct feed feed_take(struct api_response *res)
{
	return (struct feed){ .watch = take(res->watch), .logs = take(res->logs) };
}

void feed_free(struct feed *f)
{
	watch_free(take(f->watch));
	logs_free(take(f->logs));
}

bool feed_any(const struct feed *f)
{
	return f->watch || f->logs;
}

bool feed_read(struct feed *f, size_t most, struct str *out)
{
	return f->watch ? watch_read(f->watch, most, out) : logs_read(f->logs, most, out);
}

bool feed_ended(const struct feed *f)
{
	return f->watch ? watch_ended(f->watch) : logs_ended(f->logs);
}

void feed_notify(struct feed *f, void (*fn)(void *arg), void *arg)
{
	if (f->watch)
		watch_notify(f->watch, fn, arg);
	else
		logs_notify(f->logs, fn, arg);
}

void feed_bookmark(struct feed *f)
{
	if (f->watch)
		watch_bookmark(f->watch);
}

int64_t feed_next(const struct feed *f)
{
	return f->logs ? logs_next(f->logs) : -1;
}
