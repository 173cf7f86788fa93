/*
 * The kubectl line that does what a request does (client/verbs.h). Read off the request, most telling form first; what
 * has no command of its own is shown as `kubectl patch` or as a raw call.
 */
#include "client/verbs.h"

void verbs_quote(const char *word, struct str *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";

	if (*word && strspn(word, plain) == strlen(word)) {
		str_add(out, word);
		return;
	}
	str_addc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

static void add_word(struct str *out, const char *word)
{
	str_addc(out, ' ');
	verbs_quote(word, out);
}

/* "sts/pg", "pod/pg-1": the short name where the long one is long. */
static void add_object(struct str *out, const struct request *r)
{
	const char *kind = strlen(r->kind->singular) > 8 && r->kind->shorts[0] ? r->kind->shorts[0] : r->kind->singular;
	_cleanup_(freep) char *word = xasprintf("%s/%s", kind, r->name);

	add_word(out, word);
}

static void begin(struct str *out, const struct request *r, const char *command)
{
	str_add(out, "kubectl");
	if (r->namespace && r->kind->namespaced) {
		str_add(out, " -n");
		add_word(out, r->namespace);
	}
	str_addf(out, " %s", command);
}

static void add_json(struct str *out, const json *j)
{
	_cleanup_(freep) char *text = json_text(j);

	add_word(out, text);
}

/* --- the forms; each says whether the request is one of its own --- */

static const json *operation_at(const json *patch, const char *op, const char *path)
{
	for (json *o = json_first(patch); o; o = json_next(o))
		if (streq0(json_get_str(o, "op"), op) && streq0(json_get_str(o, "path"), path))
			return json_get(o, "value");
	return NULL;
}

static bool scale_line(const struct request *r, struct str *out)
{
	const json *to = operation_at(r->tree, "add", "/spec/replicas"),
	           *from = operation_at(r->tree, "test", "/spec/replicas");

	if (!streq0(r->subresource, "scale") || !to)
		return false;
	begin(out, r, "scale");
	add_object(out, r);
	str_addf(out, " --replicas=%" PRId64, json_int_or(to, 0));
	if (from)
		str_addf(out, " --current-replicas=%" PRId64, json_int_or(from, 0));
	return true;
}

static bool delete_line(const struct request *r, struct str *out)
{
	const char *policy = json_get_str(r->tree, "propagationPolicy");

	if (r->verb != VERB_DELETE || r->subresource)
		return false;
	begin(out, r, "delete");
	add_object(out, r);
	if (streq0(policy, "Orphan"))
		str_add(out, " --cascade=orphan");
	if (streq0(policy, "Foreground"))
		str_add(out, " --cascade=foreground");
	return true;
}

static bool cordon_line(const struct request *r, struct str *out)
{
	const json *unschedulable = json_at(r->tree, "spec.unschedulable");

	if (!streq(r->kind->name, "Node") || !unschedulable)
		return false;
	begin(out, r, json_true(unschedulable) ? "cordon" : "uncordon");
	add_word(out, r->name);
	return true;
}

static bool restart_line(const struct request *r, struct str *out)
{
	if (!json_get(json_at(r->tree, "spec.template.metadata.annotations"), "kubectl.kubernetes.io/restartedAt"))
		return false;
	begin(out, r, "rollout restart");
	add_object(out, r);
	return true;
}

/* A patch of nothing but images. */
static bool only_images(const struct request *r)
{
	const json *pod_template = json_at(r->tree, "spec.template"), *spec = json_get(pod_template, "spec");

	for (json *c = json_first(json_get(spec, "containers")); c; c = json_next(c)) {
		if (json_len(c) != 2 || !json_get(c, "name") || !json_get(c, "image"))
			return false;
	}
	return json_len(pod_template) == 1 && json_len(spec) == 1 && !streq0(r->content_type, TYPE_MERGE_PATCH);
}

static bool image_line(const struct request *r, struct str *out)
{
	const json *containers = json_at(r->tree, "spec.template.spec.containers");

	if (json_len(containers) == 0 || !only_images(r))
		return false;
	begin(out, r, "set image");
	add_object(out, r);
	for (json *c = json_first(containers); c; c = json_next(c)) {
		_cleanup_(freep) char *word =
		    xasprintf("%s=%s", json_str_or(json_get(c, "name"), ""), json_str_or(json_get(c, "image"), ""));

		add_word(out, word);
	}
	return true;
}

/* Labels and annotations: "key=value" sets, "key-" removes. */
static bool member_line(const struct request *r, struct str *out)
{
	static const char *const maps[][2] = { { "labels", "label" }, { "annotations", "annotate" } };

	for (size_t i = 0; i < COUNT(maps); i++) {
		const json *member = json_first(json_get(json_get(r->tree, "metadata"), maps[i][0]));

		if (!member)
			continue;
		_cleanup_(freep) char *word = json_is_null(member)
		                                  ? xasprintf("%s-", json_key(member))
		                                  : xasprintf("%s=%s", json_key(member), json_str_or(member, ""));

		begin(out, r, maps[i][1]);
		add_object(out, r);
		if (!json_is_null(member))
			str_add(out, " --overwrite");
		add_word(out, word);
		return true;
	}
	return false;
}

/* A JSON patch's additions as one merge patch: {"spec":{"replicas":3}} from /spec/replicas. */
static json *merged(const json *patch)
{
	json *tree = json_object();

	for (json *o = json_first(patch); o; o = json_next(o)) {
		_cleanup_(freep) char *path = xstrdup(json_str_or(json_get(o, "path"), "/"));

		if (streq0(json_get_str(o, "op"), "test"))
			continue;
		for (char *p = path; *p; p++)
			*p = *p == '/' ? '.' : *p;
		json_set_at(tree, path + 1, json_copy(json_get(o, "value")));
	}
	return tree;
}

static bool patch_line(const struct request *r, struct str *out)
{
	if (r->verb != VERB_PATCH)
		return false;
	_cleanup_(json_freep) json *body = json_type(r->tree) == JSON_ARRAY ? merged(r->tree) : json_copy(r->tree);
	json *metadata = json_get(body, "metadata");

	if (metadata) {
		json_del(metadata, "uid");
		json_del(metadata, "resourceVersion");
	}
	if (metadata && json_len(metadata) == 0)
		json_del(body, "metadata");
	begin(out, r, "patch");
	add_object(out, r);
	if (r->subresource) {
		str_add(out, " --subresource");
		add_word(out, r->subresource);
	}
	if (streq0(r->content_type, TYPE_MERGE_PATCH))
		str_add(out, " --type merge");
	str_add(out, " -p");
	add_json(out, body);
	return true;
}

static bool raw_line(const struct request *r, struct str *out)
{
	static const char *const commands[] = {
		[VERB_CREATE] = "create", [VERB_UPDATE] = "replace", [VERB_DELETE] = "delete"
	};
	const char *command = r->verb < COUNT(commands) && commands[r->verb] ? commands[r->verb] : "get";
	_cleanup_(str_release) struct str url = STR_INIT;

	request_url(r, &url);
	str_addf(out, "kubectl %s --raw", command);
	add_word(out, url.buf);
	if (r->tree && !streq(command, "get")) {
		str_add(out, " -f - <<<");
		add_json(out, r->tree);
	}
	return true;
}

static bool get_line(const struct request *r, struct str *out)
{
	if (r->verb != VERB_GET || !r->name || r->subresource)
		return false;
	begin(out, r, "get");
	add_object(out, r);
	str_add(out, " -o yaml");
	return true;
}

/* An object as a whole is too long for a line: it is what a file of its name holds. */
static bool create_line(const struct request *r, struct str *out)
{
	const char *name = json_str_or(json_at(r->tree, "metadata.name"), NULL);
	_cleanup_(freep) char *file = name ? xasprintf("%s.yaml", name) : NULL;

	if (r->verb != VERB_CREATE || r->name || !file)
		return false;
	begin(out, r, "create");
	str_add(out, " -f");
	add_word(out, file);
	return true;
}

void verbs_kubectl(const struct request *r, struct str *out)
{
	static bool (*const forms[])(const struct request *, struct str *) = {
		create_line, scale_line, delete_line, cordon_line, restart_line,
		image_line,  member_line, patch_line, get_line,
	};

	for (size_t i = 0; r->kind && i < COUNT(forms); i++)
		if (forms[i](r, out)) {
			if (r->query && strstr(r->query, "dryRun=All"))
				str_add(out, " --dry-run=server");
			return;
		}
	raw_line(r, out);
}
