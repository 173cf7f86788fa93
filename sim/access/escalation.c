/* See escalation.h. */
#include "sim/access/escalation.h"

#include "sim/access/rbac.h"

#define GROUP "rbac.authorization.k8s.io"

/* A rule broken down to one group, one resource (or path), one verb and at most one name; texts are borrowed. */
struct grant {
	const char *group, *resource, *name, *verb, *url;	/* name and url: NULL for none */
};
typedef VEC(struct grant) grant_vec;

static const char *text_of(const json *j)
{
	return json_str_or(j, "");
}

static void break_resource(const json *rule, const char *group, const char *resource, grant_vec *ret)
{
	const json *names = json_get(rule, "resourceNames");

	for (const json *v = json_first(json_get(rule, "verbs")); v; v = json_next(v)) {
		for (const json *n = json_first(names); n; n = json_next(n))
			vec_push(ret, ((struct grant){ group, resource, text_of(n), text_of(v), NULL }));
		if (json_len(names) == 0)
			vec_push(ret, ((struct grant){ group, resource, NULL, text_of(v), NULL }));
	}
}

static void break_down(const json *rule, grant_vec *ret)
{
	for (const json *g = json_first(json_get(rule, "apiGroups")); g; g = json_next(g))
		for (const json *r = json_first(json_get(rule, "resources")); r; r = json_next(r))
			break_resource(rule, text_of(g), text_of(r), ret);
	for (const json *u = json_first(json_get(rule, "nonResourceURLs")); u; u = json_next(u))
		for (const json *v = json_first(json_get(rule, "verbs")); v; v = json_next(v))
			vec_push(ret, ((struct grant){ NULL, NULL, NULL, text_of(v), text_of(u) }));
}

/* --- what who writes has himself --- */

static bool covers_resource(const struct words *resources, const char *resource)
{
	const char *slash = strchr(resource, '/');

	if (words_have(resources, "*") || words_have(resources, resource))
		return true;
	for (size_t i = 0; slash && i < resources->n; i++)
		if (starts_with(resources->items[i], "*/") && streq(resources->items[i] + 2, slash + 1))
			return true;
	return false;
}

static bool covers_url(const struct words *urls, const char *url)
{
	for (size_t i = 0; i < urls->n; i++) {
		size_t len = strlen(urls->items[i]), bare = len;

		while (bare > 0 && urls->items[i][bare - 1] == '*')
			bare--;
		if (streq(urls->items[i], url) || (bare < len && strncmp(urls->items[i], url, bare) == 0))
			return true;
	}
	return false;
}

static bool covers(const struct rule *rule, const struct grant *g)
{
	if (!words_have(&rule->verbs, "*") && !words_have(&rule->verbs, g->verb))
		return false;
	if (g->url)
		return rule->names.n == 0 && covers_url(&rule->urls, g->url);
	if (!words_have(&rule->groups, "*") && !words_have(&rule->groups, g->group))
		return false;
	return covers_resource(&rule->resources, g->resource) &&
	       (rule->names.n == 0 || (g->name && words_have(&rule->names, g->name)));
}


/* Takes out of what is missing what this rule gives. */
static bool strike_out(void *arg, const struct rule *rule, const struct rbac_source *source UNUSED)
{
	grant_vec *missing = arg;

	for (size_t i = 0; i < missing->len;) {
		if (covers(rule, &missing->items[i]))
			vec_remove(missing, i);
		else
			i++;
	}
	return missing->len > 0;
}

/* --- the refusal --- */

static bool same_place(const struct grant *a, const struct grant *b)
{
	return !a->url && !b->url && streq(a->group, b->group) && streq(a->resource, b->resource) &&
	       streq0(a->name, b->name);
}

/* {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}: the verbs of one place together. */
static char *describe(const grant_vec *missing, size_t first)
{
	const struct grant *g = &missing->items[first];
	_cleanup_(str_release) struct str out = STR_INIT;

	if (g->url)
		str_addf(&out, "{NonResourceURLs:[\"%s\"], Verbs:[\"%s\"", g->url, g->verb);
	else
		str_addf(&out, "{APIGroups:[\"%s\"], Resources:[\"%s\"], ", g->group, g->resource);
	if (!g->url && g->name)
		str_addf(&out, "ResourceNames:[\"%s\"], ", g->name);
	if (!g->url)
		str_addf(&out, "Verbs:[\"%s\"", g->verb);
	for (size_t i = first + 1; i < missing->len; i++)
		if (same_place(g, &missing->items[i]))
			str_addf(&out, " \"%s\"", missing->items[i].verb);
	str_add(&out, "]}");
	return str_take(&out);
}

static bool is_first(const grant_vec *missing, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_place(&missing->items[i], &missing->items[at]))
			return false;
	return true;
}

static int text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_missing(const grant_vec *missing, struct str *out)
{
	VEC(char *) lines = VEC_INIT;

	for (size_t i = 0; i < missing->len; i++)
		if (is_first(missing, i))
			vec_push(&lines, describe(missing, i));
	qsort(lines.items, lines.len, sizeof(*lines.items), text_cmp);
	vec_each(&lines, line) {
		str_addf(out, "\n%s", *line);
		free(*line);
	}
	vec_release(&lines);
}

static void add_groups(const struct identity *who, struct str *out)
{
	str_addc(out, '[');
	for (const json *g = json_first(who->groups); g; g = json_next(g))
		str_addf(out, "%s\"%s\"", g == json_first(who->groups) ? "" : " ", text_of(g));
	str_addc(out, ']');
}

static int forbid(struct call *c, const json *tree, const char *text)
{
	const char *name = json_str_or(json_at(tree, "metadata.name"), "");

	status_set(&c->status, 403, "Forbidden", "%s.%s \"%s\" is forbidden: %s", c->kind->plural, GROUP, name, text);
	status_details(&c->status, c->kind->plural, GROUP, name);
	return -403;
}

static int check_grants(struct call *c, const json *tree, grant_vec *missing)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (missing->len > 0)
		rbac_visit(c->storage, &c->who, c->req->namespace ? c->req->namespace : "", strike_out, missing, NULL);
	if (missing->len == 0)
		return 0;
	str_addf(&text, "user \"%s\" (groups=", c->who.name);
	add_groups(&c->who, &text);
	str_add(&text, ") is attempting to grant RBAC permissions not currently held:");
	add_missing(missing, &text);
	return forbid(c, tree, text.buf);
}

static bool may(struct call *c, const char *verb, const char *resource, const char *name)
{
	struct attributes a = {
		.is_resource = true, .verb = verb, .group = GROUP, .version = "*", .resource = resource,
		.subresource = "", .namespace = c->req->namespace ? c->req->namespace : "",
		.name = name ? name : "", .path = "",
	};

	return rbac_allows(c->storage, &c->who, &a, NULL);
}

/* --- roles --- */

static int check_role(struct call *c, const json *tree)
{
	grant_vec grants = VEC_INIT;
	int r;

	if (may(c, "escalate", c->kind->plural, c->req->name))
		return 0;
	for (const json *rule = json_first(json_get(tree, "rules")); rule; rule = json_next(rule))
		break_down(rule, &grants);
	r = check_grants(c, tree, &grants);
	grants.len = 0;
	if (r == 0 && !json_is_null(json_get(tree, "aggregationRule"))) {
		vec_push(&grants, ((struct grant){ "*", "*", NULL, "*", NULL }));
		vec_push(&grants, ((struct grant){ NULL, NULL, NULL, "*", "*" }));
		if (check_grants(c, tree, &grants) < 0)
			r = forbid(c, tree, "must have cluster-admin privileges to use the aggregationRule");
	}
	vec_release(&grants);
	return r;
}

/* --- bindings --- */

static json *words_json(const struct words *w)
{
	json *list = json_array();

	for (size_t i = 0; i < w->n; i++)
		json_push(list, json_string(w->items[i]));
	return list;
}

static json *rule_json(const struct rule *r)
{
	json *out = json_object();

	json_set(out, "verbs", words_json(&r->verbs));
	json_set(out, "apiGroups", words_json(&r->groups));
	json_set(out, "resources", words_json(&r->resources));
	json_set(out, "resourceNames", words_json(&r->names));
	json_set(out, "nonResourceURLs", words_json(&r->urls));
	return out;
}

static int check_binding(struct call *c, const json *tree)
{
	const char *kind = json_str_or(json_at(tree, "roleRef.kind"), ""),
		   *name = json_str_or(json_at(tree, "roleRef.name"), "");
	_cleanup_(json_freep) json *all = json_array();
	const struct rules *rules;
	grant_vec grants = VEC_INIT;
	int r;

	if (may(c, "bind", streq(kind, "ClusterRole") ? "clusterroles" : "roles", name))
		return 0;
	rules = rbac_role_rules(c->storage, kind, name, c->req->namespace, &c->status);
	if (!rules)
		return -c->status.code;
	for (size_t i = 0; i < rules->n; i++)
		break_down(json_push(all, rule_json(&rules->items[i])), &grants);
	r = check_grants(c, tree, &grants);
	vec_release(&grants);
	return r;
}

static bool same(const json *a, const json *b, const char *key)
{
	return (json_is_empty(json_get(a, key)) && json_is_empty(json_get(b, key))) ||
	       json_equal(json_get(a, key), json_get(b, key));
}

int escalation_check(struct call *c, const json *tree, const json *old)
{
	bool role = c->kind == KIND(role) || c->kind == KIND(clusterrole);
	bool binding = c->kind == KIND(rolebinding) || c->kind == KIND(clusterrolebinding);

	if (c->req->trusted || (!role && !binding) || identity_in(&c->who, GROUP_MASTERS))
		return 0;
	if (role && (!old || !same(tree, old, "rules") || !same(tree, old, "aggregationRule")))
		return check_role(c, tree);
	if (binding && (!old || !same(tree, old, "roleRef") || !same(tree, old, "subjects")))
		return check_binding(c, tree);
	return 0;
}
