/* See file.h. */
#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, size_t most, struct str *out)
{
	char bytes[16384];
	size_t before = out->len;
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		if (out->len - before + (size_t)n > most)
			return -EFBIG;
		str_addn(out, bytes, (size_t)n);
	}
	return n < 0 ? -errno : 0;
}

int file_read(const char *path, size_t most, struct str *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r = fd < 0 ? -errno : read_all(fd, most, out);

	if (fd >= 0)
		close(fd);
	if (r == -EFBIG)
		return err_set(err, r, "%s is larger than %zu bytes", path, most);
	return r < 0 ? err_set(err, r, "%s cannot be read: %s", path, strerror(-r)) : 0;
}

char *file_beside(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');

	if (*path == '/' || !slash)
		return xstrdup(path);
	return xasprintf("%.*s/%s", (int)(slash - file), file, path);
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

static int replace(const char *path, const char *text, mode_t mode, struct err *err)
{
	_cleanup_(freep) char *fresh = xasprintf("%s.new", path);
	int fd, r;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
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

int file_write(const char *path, const char *text, struct err *err)
{
	return replace(path, text, 0600, err);
}

int file_export(const char *path, const char *text, struct err *err)
{
	return replace(path, text, 0666, err);
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
