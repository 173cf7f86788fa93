/* See file.h. */
#include <fcntl.h>
#include <unistd.h>

#include "client/file.h"

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
