/* See kubeconfig.h. */
#include "base/limits.h"
#include "base/yaml.h"
#include "base/file.h"
#include "client/kubeconfig.h"

static const struct {
	const char *list, *body, *word;
} stanzas[] = {
	[STANZA_CLUSTER] = { "clusters", "cluster", "cluster" },
	[STANZA_USER] = { "users", "user", "user" },
	[STANZA_CONTEXT] = { "contexts", "context", "context" },
};

/* --- one file --- */

static bool in_file(const struct kubeconfig *k, size_t from, enum stanza stanza, const char *name)
{
	for (size_t i = from; i < k->entries.len; i++)
		if (k->entries.items[i].stanza == stanza && streq(k->entries.items[i].name, name))
			return true;
	return false;
}

/* Adds one of the entries of a file, those of which begin at index from. */
static int add_entry(struct kubeconfig *k, size_t from, enum stanza stanza, const json *item, const char *file,
                     struct err *err)
{
	const char *name = json_get_str(item, "name"), *word = stanzas[stanza].word;
	const json *body = json_get(item, stanzas[stanza].body);

	if (!name || !*name)
		return err_set(err, -EINVAL, "%s: a %s in it has no name", file, word);
	if (!json_is_null(body) && json_type(body) != JSON_OBJECT)
		return err_set(err, -EINVAL, "%s: %s \"%s\" is no map", file, word, name);
	if (in_file(k, from, stanza, name))
		return err_set(err, -EINVAL, "%s: %s \"%s\" is there twice", file, word, name);
	struct entry e = { stanza, xstrdup(name), xstrdup(file), json_is_null(body) ? json_object() : json_copy(body) };

	vec_push(&k->entries, e);
	return 0;
}

static int add_list(struct kubeconfig *k, size_t from, enum stanza stanza, const json *tree, const char *file,
                    struct err *err)
{
	const json *list = json_get(tree, stanzas[stanza].list);

	if (json_is_null(list))
		return 0;
	if (json_type(list) != JSON_ARRAY)
		return err_set(err, -EINVAL, "%s: `%s` is no list", file, stanzas[stanza].list);
	for (json *item = json_first(list); item; item = json_next(item)) {
		int r = add_entry(k, from, stanza, item, file, err);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_tree(struct kubeconfig *k, const json *tree, const char *file, struct err *err)
{
	const char *kind = json_get_str(tree, "kind"), *version = json_get_str(tree, "apiVersion");
	const json *current = json_get(tree, "current-context");
	size_t from = k->entries.len;
	int r = 0;

	if (json_is_null(tree))
		return 0;
	if (json_type(tree) != JSON_OBJECT || (kind && *kind && !streq(kind, "Config")) ||
	    (version && *version && !streq(version, "v1")))
		return err_set(err, -EINVAL, "%s is no kubeconfig: it must be a map with apiVersion v1 and kind Config",
		               file);
	if (!json_is_null(current) && !json_str(current))
		return err_set(err, -EINVAL, "%s: `current-context` is no text", file);
	for (enum stanza s = STANZA_CLUSTER; s <= STANZA_CONTEXT && r == 0; s++)
		r = add_list(k, from, s, tree, file, err);
	if (r == 0 && !k->current && json_str(current) && *json_str(current)) {
		k->current = xstrdup(json_str(current));
		k->current_file = xstrdup(file);
	}
	return r;
}

/* -ENOENT when it is not there. */
static int add_file(struct kubeconfig *k, const char *file, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err why = ERR_INIT;
	int r = file_read(file, LIMIT_KUBECONFIG_BYTES, &text, &why);

	if (r < 0)
		return err_set(err, r, "the kubeconfig %s", why.text);
	k->found = true;
	_cleanup_(json_freep) json *tree = yaml_parse(text.buf, text.len, &why);

	if (!tree)
		return err_set(err, -EINVAL, "the kubeconfig %s cannot be parsed: %s", file, why.text);
	return add_tree(k, tree, file, err);
}

/* --- which files --- */

static bool listed_before(const char *paths, const char *at, size_t len)
{
	for (const char *p = paths; p < at;) {
		size_t n = strcspn(p, ":");

		if (n == len && strncmp(p, at, len) == 0)
			return true;
		p += n + 1;
	}
	return false;
}

/* $KUBECONFIG: files that are missing are passed over, files that are broken are not. */
static int add_paths(struct kubeconfig *k, const char *paths, struct err *err)
{
	for (const char *p = paths; *p;) {
		size_t len = strcspn(p, ":");
		_cleanup_(freep) char *file = xstrndup(p, len);
		int r = len && !listed_before(paths, p, len) ? add_file(k, file, err) : 0;

		if (r < 0 && r != -ENOENT)
			return r;
		p += len + (p[len] == ':');
	}
	return 0;
}

static int add_home(struct kubeconfig *k, struct err *err)
{
	const char *home = getenv("HOME");

	if (!home || !*home) {
		k->files = xstrdup("~/.kube/config");
		return 0;
	}
	k->files = xasprintf("%s/.kube/config", home);
	int r = add_file(k, k->files, err);

	return r == -ENOENT ? 0 : r;
}

int kubeconfig_load(const char *explicit, struct kubeconfig *ret, struct err *err)
{
	struct kubeconfig k = { 0 };
	const char *paths = getenv("KUBECONFIG");
	int r;

	if (explicit) {
		k.files = xstrdup(explicit);
		r = add_file(&k, explicit, err);
	} else if (paths && *paths) {
		k.files = xstrdup(paths);
		r = add_paths(&k, paths, err);
	} else {
		r = add_home(&k, err);
	}
	if (r < 0) {
		kubeconfig_release(&k);
		return r;
	}
	*ret = k;
	return 0;
}

void kubeconfig_release(struct kubeconfig *k)
{
	vec_each(&k->entries, e) {
		free(e->name);
		free(e->file);
		json_free(e->body);
	}
	vec_release(&k->entries);
	free(k->current);
	free(k->current_file);
	free(k->files);
}

const struct entry *kubeconfig_find(const struct kubeconfig *k, enum stanza stanza, const char *name)
{
	for (size_t i = 0; i < k->entries.len; i++)
		if (k->entries.items[i].stanza == stanza && streq(k->entries.items[i].name, name))
			return &k->entries.items[i];
	return NULL;
}

void kubeconfig_names(const struct kubeconfig *k, enum stanza stanza, struct str *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < k->entries.len; i++) {
		const struct entry *e = &k->entries.items[i];

		if (e->stanza == stanza && kubeconfig_find(k, stanza, e->name) == e)
			str_addf(out, "%s%s", out->len > before ? ", " : "", e->name);
	}
}
