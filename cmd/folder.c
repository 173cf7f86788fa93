#include "cmd/folder.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

#define KUBECONFIG "kubeconfig"
#define KUBECONFIG_MOST (1 << 20)

static int put(struct folder *f, const char *name, const char *text, struct err *err)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", f->path, name);
	int r = file_write(path, text, err);

	vec_each(&f->names, n) {
		if (streq(*n, name))
			return r;
	}
	if (!r)
		vec_push(&f->names, xstrdup(name));
	return r;
}

int folder_make(struct folder *f, const struct lesson *l, struct err *err)
{
	const char *above = getenv("TMPDIR");
	int r = 0;

	*f = (struct folder){ .path = xasprintf("%s/ordinal-XXXXXX", above && *above ? above : "/tmp") };
	if (!mkdtemp(f->path)) {
		r = err_set(err, -errno, "no folder for the lesson's files: %s: %s", f->path, strerror(errno));
		free(take(f->path));
		return r;
	}
	for (size_t i = 0; !r && i < l->files.len; i++)
		r = put(f, l->files.items[i].name, l->files.items[i].text, err);
	if (r)
		folder_remove(f);
	return r;
}

int folder_take_kubeconfig(struct folder *f, const char *kubeconfig, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int r = file_read(kubeconfig, KUBECONFIG_MOST, &text, err);

	return r ? r : put(f, KUBECONFIG, text.buf, err);
}

bool folder_remove(struct folder *f)
{
	bool gone = true;

	vec_each(&f->names, n) {
		_cleanup_(freep) char *path = xasprintf("%s/%s", f->path, *n);

		unlink(path);
		free(*n);
	}
	vec_release(&f->names);
	if (f->path)
		gone = !rmdir(f->path);
	return gone;
}
