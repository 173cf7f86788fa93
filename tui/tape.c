#include "tui/tape.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct tape {
	struct cast cast;
	char *path;
	int fd;
	int64_t start_ms;
	int failed;			/* -errno of the first write that failed */
};

struct tape *tape_new(const char *path, int cast_version, int64_t stamp_s, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct tape *r;

	if (fd < 0) {
		err_set(err, -errno, errno == EEXIST ? "%s is there already; a recording never writes over a file"
						     : "cannot record to %s: %m", path);
		return NULL;
	}
	r = xcalloc(1, sizeof(*r));
	cast_init(&r->cast, cast_version);
	r->cast.stamp_s = stamp_s;
	r->path = xstrdup(path);
	r->fd = fd;
	return r;
}

/* The first failure is kept for the end: a full disk must not stop the console. */
static void put(struct tape *r, const struct str *text)
{
	for (size_t at = 0; at < text->len && !r->failed; ) {
		ssize_t n = write(r->fd, text->buf + at, text->len - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno != EINTR)
			r->failed = -errno;
	}
}

void tape_frame(void *tape, int64_t mono_ms, const struct surface *s, const struct theme *theme)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct tape *r = tape;

	if (!r->cast.begun)
		r->start_ms = mono_ms;
	cast_frame(&r->cast, mono_ms - r->start_ms, s, theme, &text);
	put(r, &text);
}

int tape_close(struct tape *r, int64_t mono_ms, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int code = 0;

	if (!r)
		return 0;
	cast_end(&r->cast, mono_ms - r->start_ms, &text);
	put(r, &text);
	if (!r->cast.begun)
		unlink(r->path);	/* nothing was ever shown */
	if (close(r->fd) < 0 && !r->failed)
		r->failed = -errno;
	if (r->failed)
		code = err_set(err, -EIO, "%s is not complete: %s", r->path, strerror(-r->failed));
	cast_release(&r->cast);
	free(r->path);
	free(r);
	return code;
}
