/* See rules.h. Texts: truth/wire b-rbac. */
#include "sim/validate/rules.h"

#include "sim/cells.h"
#include "sim/validate/check.h"

#define GROUP "rbac.authorization.k8s.io"

static void check_rule(const struct node *rule, bool namespaced)
{
	const struct node *urls = AT(rule, "nonResourceURLs"), *groups = AT(rule, "apiGroups");
	const struct node *resources = AT(rule, "resources");

	if (json_len(json_get(rule->value, "verbs")) == 0)
		refuse_required(AT(rule, "verbs"), "verbs must contain at least one value");
	if (json_len(urls->value) > 0) {
		if (namespaced)
			refuse_invalid(urls, "namespaced rules cannot apply to non-resource URLs");
		if (json_len(groups->value) > 0 || json_len(resources->value) > 0 ||
		    json_len(json_get(rule->value, "resourceNames")) > 0)
			refuse_invalid(urls, "rules cannot apply to both regular resources and non-resource URLs");
		return;
	}
	if (json_len(groups->value) == 0)
		refuse_required(groups, "resource rules must supply at least one api group");
	if (json_len(resources->value) == 0)
		refuse_required(resources, "resource rules must supply at least one resource");
}

void check_rules(const struct node *root, bool namespaced)
{
	const struct node *rules = AT(root, "rules");
	long i = 0;

	for (const json *r = json_first(rules->value); r; r = json_next(r))
		check_rule(ITEM(rules, r, i++), namespaced);
}

/* A name that is a segment of a path. */
static void check_segment(const struct node *name)
{
	const char *text = node_str(name);

	if (streq(text, ".") || streq(text, ".."))
		refuse_invalid(name, "may not be '%s'", text);
	if (strchr(text, '/'))
		refuse_invalid(name, "may not contain '/'");
	if (strchr(text, '%'))
		refuse_invalid(name, "may not contain '%%'");
}

/* Unsupported, and shown as "" when it is absent. */
static void check_word(const struct node *n, const char *const *supported)
{
	_cleanup_(json_freep) json *shown = json_string(node_str(n));
	struct node as = *n;

	for (size_t i = 0; supported[i]; i++)
		if (streq(supported[i], node_str(n)))
			return;
	as.value = shown;
	refuse_unsupported(&as, supported);
}

static void check_account(const struct node *s, bool namespaced)
{
	static const char *const none[] = { "", NULL };
	const struct node *name = AT(s, "name"), *namespace = AT(s, "namespace");

	if (!node_empty(name))
		check_subdomain(name);
	check_word(AT(s, "apiGroup"), none);
	if (!namespaced && node_empty(namespace))
		refuse_required(namespace, "");
}

static void check_subject(const struct node *s, bool namespaced)
{
	static const char *const kinds[] = { "ServiceAccount", "User", "Group", NULL };
	static const char *const group[] = { GROUP, NULL };
	const char *kind = node_str(AT(s, "kind"));

	if (node_empty(AT(s, "name")))
		refuse_required(AT(s, "name"), "");
	if (streq(kind, kinds[0]))
		check_account(s, namespaced);
	else if (streq(kind, kinds[1]) || streq(kind, kinds[2]))
		check_word(AT(s, "apiGroup"), group);
	else
		check_word(AT(s, "kind"), kinds);
}

void check_binding(const struct node *root, bool namespaced)
{
	static const char *const group[] = { GROUP, NULL }, *const both[] = { "Role", "ClusterRole", NULL };
	const struct node *ref = AT(root, "roleRef"), *name = AT(ref, "name"), *subjects = AT(root, "subjects");
	long i = 0;

	check_word(AT(ref, "apiGroup"), group);
	check_word(AT(ref, "kind"), namespaced ? both : both + 1);
	if (node_empty(name))
		refuse_required(name, NULL);
	else
		check_segment(name);
	for (const json *s = json_first(subjects->value); s; s = json_next(s))
		check_subject(ITEM(subjects, s, i++), namespaced);
}

void check_binding_update(const struct node *root, const json *old)
{
	static const struct go_field go_ref[] = { GO_TEXT("APIGroup"), GO_TEXT("Kind"), GO_TEXT("Name"), GO_END };
	const struct node *ref = AT(root, "roleRef");

	if (!json_equal(ref->value, json_get(old, "roleRef")))
		refuse_invalid_as(ref, go_struct(ref->value, go_ref), "cannot change roleRef");
}

static void default_group(json *o, const char *group)
{
	if (json_is_empty(json_get(o, "apiGroup")))
		json_set_str(o, "apiGroup", group);
}

void defaults_binding(json *o)
{
	default_group(json_want(o, "roleRef"), GROUP);
	for (json *s = json_first(json_get(o, "subjects")); s; s = json_next(s)) {
		const char *kind = json_str_or(json_get(s, "kind"), "");

		if (streq(kind, "User") || streq(kind, "Group"))
			default_group(s, GROUP);
	}
}

/* --- cells --- */

void cell_role(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(freep) char *text = xasprintf("%s/%s", json_str_or(json_at(o, "roleRef.kind"), ""),
						json_str_or(json_at(o, "roleRef.name"), ""));

	cell_add_text(cells, text);
}

static void add_subjects(const json *o, const char *kind, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *s = json_first(json_get(o, "subjects")); s; s = json_next(s)) {
		const char *namespace = json_get_str(s, "namespace"), *name = json_get_str(s, "name");

		if (!streq0(json_get_str(s, "kind"), kind))
			continue;
		str_add(&out, out.len > 0 ? ", " : "");
		if (streq(kind, "ServiceAccount") && namespace && *namespace)
			str_addf(&out, "%s/", namespace);
		str_add(&out, name ? name : "");
	}
	cell_add_text(cells, out.buf);
}

void cell_users(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_subjects(o, "User", cells);
}

void cell_groups(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_subjects(o, "Group", cells);
}

void cell_accounts(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_subjects(o, "ServiceAccount", cells);
}
