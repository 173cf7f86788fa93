/* See file.h. */
#include "sim/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#define MOST_BYTES (1 << 20)

char *file_read(const char *dir, const char *name)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);
	_cleanup_(str_release) struct str text = STR_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return NULL;
	do {
		str_reserve(&text, 4096);
		n = read(fd, text.buf + text.len, 4096);
		if (n > 0) {
			text.len += (size_t)n;
			text.buf[text.len] = '\0';
		}
	} while (n > 0 && text.len < MOST_BYTES);
	close(fd);
	return n == 0 ? str_take(&text) : NULL;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_write(const char *dir, const char *name, const char *text, struct err *err)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name), *fresh = xasprintf("%s/.%s.new", dir, name);
	int fd, r;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, -errno, "cannot write %s: %s", fresh, strerror(errno));
	r = write_all(fd, text, strlen(text));
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(fresh, path) < 0)
		r = -errno;
	if (r == 0)
		return 0;
	unlink(fresh);
	return err_set(err, r, "cannot write %s: %s", path, strerror(-r));
}

int file_make_dir(const char *dir, struct err *err)
{
	_cleanup_(freep) char *path = xstrdup(dir);

	for (char *p = path + 1; ; p++) {
		char end = *p;

		if (end != '/' && end != '\0')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return err_set(err, -errno, "cannot make the folder %s: %s", path, strerror(errno));
		if (end == '\0')
			return 0;
		*p = end;
	}
}

char *file_state_dir(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && *state == '/')
		return xasprintf("%s/ordinal", state);
	return home && *home ? xasprintf("%s/.local/state/ordinal", home) : NULL;
}
