/* See rbac.h. */
#include "sim/access/rbac.h"

#include "kube/status.h"

/* --- one rule --- */

static bool has_or_all(const struct words *w, const char *text)
{
	return words_have(w, "*") || words_have(w, text);
}

/* "pods", "pods/log" for the subresource, or any resource's: "x/log" with a star for the x. */
static bool resource_matches(const struct words *resources, const struct attributes *a)
{
	_cleanup_(freep) char *both = *a->subresource ? xasprintf("%s/%s", a->resource, a->subresource) : NULL;

	for (size_t i = 0; i < resources->n; i++) {
		const char *r = resources->items[i];

		if (streq(r, "*") || streq(r, both ? both : a->resource))
			return true;
		if (both && starts_with(r, "*/") && streq(r + 2, a->subresource))
			return true;
	}
	return false;
}

static bool url_matches(const struct words *urls, const char *path)
{
	for (size_t i = 0; i < urls->n; i++) {
		const char *u = urls->items[i];
		size_t len = strlen(u), bare = len;

		while (bare > 0 && u[bare - 1] == '*')
			bare--;
		if (streq(u, path) || (bare < len && strncmp(u, path, bare) == 0))
			return true;
	}
	return false;
}

static bool rule_allows(const struct rule *rule, const struct attributes *a)
{
	if (!has_or_all(&rule->verbs, a->verb))
		return false;
	if (!a->is_resource)
		return url_matches(&rule->urls, a->path);
	return has_or_all(&rule->groups, a->group) && resource_matches(&rule->resources, a) &&
	       (rule->names.n == 0 || words_have(&rule->names, a->name));
}

/* --- who has which --- */

static bool is_account(const struct identity *who, const char *namespace, const char *name)
{
	_cleanup_(freep) char *full = xasprintf("system:serviceaccount:%s:%s", namespace, name);

	return *namespace && streq(who->name, full);
}

static bool subject_is(const struct rule_subject *s, const struct identity *who, const char *namespace)
{
	if (streq(s->kind, "User"))
		return streq(who->name, s->name);
	if (streq(s->kind, "Group"))
		return identity_in(who, s->name);
	return streq(s->kind, "ServiceAccount") && is_account(who, *s->namespace ? s->namespace : namespace, s->name);
}

static const struct rule_subject *subject_of(const struct role_binding *b, const struct identity *who,
                                             const char *namespace)
{
	for (size_t i = 0; i < b->n; i++)
		if (subject_is(&b->subjects[i], who, namespace))
			return &b->subjects[i];
	return NULL;
}

const struct rules *rbac_role_rules(struct storage *s, const char *kind, const char *name, const char *namespace,
                                    struct status *why)
{
	const struct kind *k = streq(kind, "ClusterRole") ? KIND(clusterrole) : KIND(role);
	const struct object *role = NULL;

	if (!streq(kind, "Role") && !streq(kind, "ClusterRole")) {
		status_set(why, 500, "InternalError", "unsupported role reference kind: \"%s\"", kind);
		return NULL;
	}
	role = storage_get(s, k, k->namespaced ? namespace : NULL, name);
	if (!role) {
		status_not_found(why, k, name);
		return NULL;
	}
	return rules_of(role);
}

/* A lister, which errors come from, names one role where the API names the resource. */
static void note_missing(json *errors, const struct role_binding *b)
{
	_cleanup_(freep) char *text = xasprintf("%s.rbac.authorization.k8s.io \"%s\" not found",
		streq(b->role_kind, "Role") ? "role" : "clusterrole", b->role_name);

	if (errors)
		json_push(errors, json_string(text));
}

static bool visit_binding(struct storage *s, const struct identity *who, const struct object *binding, rbac_fn fn,
                          void *arg, json *errors)
{
	const struct role_binding *b = role_binding_of(binding);
	struct rbac_source source = { binding, subject_of(b, who, binding->namespace) };
	_cleanup_(status_release) struct status why = STATUS_INIT;
	const struct rules *rules;

	if (!source.subject)
		return true;
	rules = rbac_role_rules(s, b->role_kind, b->role_name, binding->namespace, &why);
	if (!rules) {
		note_missing(errors, b);
		return true;
	}
	for (size_t i = 0; i < rules->n; i++)
		if (!fn(arg, &rules->items[i], &source))
			return false;
	return true;
}

void rbac_visit(struct storage *s, const struct identity *who, const char *namespace, rbac_fn fn, void *arg,
                json *errors)
{
	size_t n = storage_count(s, KIND(clusterrolebinding));

	for (size_t i = 0; i < n; i++)
		if (!visit_binding(s, who, storage_at(s, KIND(clusterrolebinding), i), fn, arg, errors))
			return;
	n = *namespace ? storage_count(s, KIND(rolebinding)) : 0;
	for (size_t i = n > 0 ? storage_find(s, KIND(rolebinding), namespace, "") : 0; i < n; i++) {
		const struct object *b = storage_at(s, KIND(rolebinding), i);

		if (!streq(b->namespace, namespace) || !visit_binding(s, who, b, fn, arg, errors))
			return;
	}
}

/* --- the question --- */

struct question {
	const struct attributes *a;
	struct str *reason;
	bool allowed;
};

static void add_subject(const struct rbac_source *source, struct str *out)
{
	const struct rule_subject *s = source->subject;

	str_addf(out, "%s \"%s", s->kind, s->name);
	if (streq(s->kind, "ServiceAccount"))
		str_addf(out, "/%s", *s->namespace ? s->namespace : source->binding->namespace);
	str_addc(out, '"');
}

static void add_reason(const struct rbac_source *source, struct str *out)
{
	const struct object *o = source->binding;
	const struct role_binding *b = role_binding_of(o);

	str_addf(out, "RBAC: allowed by %s \"%s%s%s\" of %s \"%s\" to ", o->kind->name, o->name,
		 o->kind->namespaced ? "/" : "", o->namespace, b->role_kind, b->role_name);
	add_subject(source, out);
}

static bool ask(void *arg, const struct rule *rule, const struct rbac_source *source)
{
	struct question *q = arg;

	if (!rule_allows(rule, q->a))
		return true;
	q->allowed = true;
	if (q->reason)
		add_reason(source, q->reason);
	return false;
}

/* As Go prints errors that were gathered: one as it is, more in brackets. */
static void add_errors(const json *errors, struct str *out)
{
	str_addf(out, "RBAC: %s", json_len(errors) > 1 ? "[" : "");
	for (const json *e = json_first(errors); e; e = json_next(e))
		str_addf(out, "%s%s", e == json_first(errors) ? "" : ", ", json_str_or(e, ""));
	str_add(out, json_len(errors) > 1 ? "]" : "");
}

bool rbac_allows(struct storage *s, const struct identity *who, const struct attributes *a, struct str *reason)
{
	_cleanup_(json_freep) json *errors = reason ? json_array() : NULL;
	struct question q = { .a = a, .reason = reason };

	if (identity_in(who, GROUP_MASTERS))
		return true;
	rbac_visit(s, who, a->namespace, ask, &q, errors);
	if (!q.allowed && json_len(errors) > 0)
		add_errors(errors, reason);
	return q.allowed;
}
