/* See bootstrap.h. */
#include "sim/access/bootstrap.h"

#include <ctype.h>
#include <stdio.h>

#include "kube/selector.h"
#include "kube/time.h"
#include "kube/typed.h"
#include "sim/access/bootstrap_rules.h"
#include "sim/api/canonical.h"
#include "sim/hash.h"

#define GROUP "rbac.authorization.k8s.io"

static const struct role_row {
	const char *name;
	const struct rule_row *rules;
	size_t nrules;
	const char *part_of;		/* the role that gathers this one's rules; NULL: none */
	bool gathers;			/* its own from others */
} roles[] = {
	{ "cluster-admin", cluster_admin, COUNT(cluster_admin), NULL, false },
	{ "admin", NULL, 0, NULL, true },
	{ "edit", NULL, 0, "admin", true },
	{ "view", NULL, 0, "edit", true },
	{ "system:aggregate-to-admin", aggregate_to_admin, COUNT(aggregate_to_admin), "admin", false },
	{ "system:aggregate-to-edit", aggregate_to_edit, COUNT(aggregate_to_edit), "edit", false },
	{ "system:aggregate-to-view", aggregate_to_view, COUNT(aggregate_to_view), "view", false },
	{ "system:auth-delegator", auth_delegator, COUNT(auth_delegator), NULL, false },
	{ "system:basic-user", basic_user, COUNT(basic_user), NULL, false },
	{ "system:discovery", discovery, COUNT(discovery), NULL, false },
	{ "system:monitoring", monitoring, COUNT(monitoring), NULL, false },
	/* Of the server that the recordings are of. */
	{ "system:openshift:public-info-viewer", openshift_public_info_viewer,
	  COUNT(openshift_public_info_viewer), NULL, false },
	{ "system:public-info-viewer", public_info_viewer, COUNT(public_info_viewer), NULL, false },
	{ "system:service-account-issuer-discovery", service_account_issuer_discovery,
	  COUNT(service_account_issuer_discovery), NULL, false },
};

static const struct {
	const char *name;		/* of the binding and of the role */
	const char *groups;
} bindings[] = {
	{ "cluster-admin", "system:masters" },
	{ "system:basic-user", "system:authenticated" },
	{ "system:discovery", "system:authenticated" },
	{ "system:monitoring", "system:monitoring" },
	{ "system:openshift:public-info-viewer", "system:authenticated system:unauthenticated" },
	{ "system:public-info-viewer", "system:authenticated system:unauthenticated" },
	{ "system:service-account-issuer-discovery", "system:serviceaccounts" },
};

static const struct {
	const char *name, *description;
	int value;
} classes[] = {
	{ "system-cluster-critical",
	  "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
	  2000000000 },
	{ "system-node-critical",
	  "Used for system critical pods that must not be moved from their current node.", 2000001000 },
};

/* --- objects --- */

static json *words(const char *text)
{
	json *list = json_array();

	for (const char *p = text; p && *p;) {
		size_t len = strcspn(p, " ");

		json_push(list, json_stringn(p, len == 4 && strncmp(p, "core", 4) == 0 ? 0 : len));
		p += len + (p[len] == ' ');
	}
	return list;
}

static json *rules_json(const struct role_row *row)
{
	json *list = json_array();

	for (size_t i = 0; i < row->nrules; i++) {
		const struct rule_row *r = &row->rules[i];
		json *rule = json_push(list, json_object());

		json_set(rule, "verbs", words(r->verbs));
		if (r->urls)
			json_set(rule, "nonResourceURLs", words(r->urls));
		if (r->urls)
			continue;
		json_set(rule, "apiGroups", words(r->groups));
		json_set(rule, "resources", words(r->resources));
	}
	return list;
}

void bootstrap_uid(const char *plural, const char *namespace, const char *name, uint64_t salt, char ret[37])
{
	_cleanup_(freep) char *text = xasprintf("%s/%s/%s/%" PRIu64, plural, namespace, name, salt);
	char h[33];

	hash_text(text, strlen(text), h);
	snprintf(ret, 37, "%.8s-%.4s-4%.3s-a%.3s-%.12s", h, h + 8, h + 13, h + 17, h + 20);
	for (char *c = ret; *c; c++)
		*c = (char)tolower((unsigned char)*c);
}

static void fill_metadata(const struct kind *k, json *tree, const char *name, int64_t now_s)
{
	json *m = json_want(tree, "metadata");
	_cleanup_(str_release) struct str now = STR_INIT;
	char uid[37], version[128];

	time_add(&now, now_s);
	bootstrap_uid(k->plural, "", name, 0, uid);
	kind_api_version(k, version, sizeof(version));
	json_set_str(tree, "kind", k->name);
	json_set_str(tree, "apiVersion", version);
	json_set_str(m, "name", name);
	json_set_str(m, "uid", uid);
	json_set_str(m, "resourceVersion", "1");
	json_set_str(m, "creationTimestamp", now.buf);
}

static void set_fields(json *tree, const char *version, const char *now, json *fields)
{
	json *entry = json_format("{'manager':'kube-apiserver','operation':'Update','apiVersion':%q,'time':%q,"
		"'fieldsType':'FieldsV1'}", version, now);

	json_set(entry, "fieldsV1", fields);
	json_push(json_want_array(json_want(tree, "metadata"), "managedFields"), entry);
}

/* Labels and annotations of the default roles and bindings, and who owns them. */
static void mark_default(json *tree, const char *part_of, json *fields)
{
	json *m = json_want(tree, "metadata");
	_cleanup_(freep) char *part = part_of ? xasprintf(GROUP "/aggregate-to-%s", part_of) : NULL;
	_cleanup_(freep) char *owned = part ? xasprintf("f:%s", part) : NULL;
	json *owned_labels;

	json_set(m, "labels", json_format("{'kubernetes.io/bootstrapping':'rbac-defaults'}"));
	if (part)
		json_set_str(json_get(m, "labels"), part, "true");
	json_set(m, "annotations", json_format("{'rbac.authorization.kubernetes.io/autoupdate':'true'}"));
	json_set(fields, "f:metadata",
		 json_format("{'f:annotations':{'.':{},'f:rbac.authorization.kubernetes.io/autoupdate':{}},"
			     "'f:labels':{'.':{},'f:kubernetes.io/bootstrapping':{}}}"));
	owned_labels = json_get(json_get(fields, "f:metadata"), "f:labels");
	if (owned)
		json_set(owned_labels, owned, json_object());
	set_fields(tree, GROUP "/v1", json_str_or(json_get(m, "creationTimestamp"), ""), fields);
}

static void store(struct storage *s, const struct kind *k, json *tree)
{
	struct object *o;

	typed_complete(tree, schema_message(k->schema));
	canonical_order(tree);
	o = object_new(k, tree, OBJECT_BYTES, NULL);
	assert(o);
	storage_seed(s, o);
	json_free(tree);
}

static void store_role(struct storage *s, const struct role_row *row, int64_t now_s)
{
	json *tree = json_object();
	json *fields = row->gathers ? json_format("{'f:aggregationRule':{'.':{},'f:clusterRoleSelectors':{}}}")
				    : json_format("{'f:rules':{}}");
	_cleanup_(freep) char *label = xasprintf(GROUP "/aggregate-to-%s", row->name);

	fill_metadata(KIND(clusterrole), tree, row->name, now_s);
	mark_default(tree, row->part_of, fields);
	json_set(tree, "rules", row->gathers ? json_null() : rules_json(row));
	if (row->gathers)
		json_set(tree, "aggregationRule",
			 json_format("{'clusterRoleSelectors':[{'matchLabels':{%q:'true'}}]}", label));
	store(s, KIND(clusterrole), tree);
}

static void store_binding(struct storage *s, const char *name, const char *groups, int64_t now_s)
{
	_cleanup_(json_freep) json *list = words(groups);
	json *tree = json_object(), *subjects = json_array();

	fill_metadata(KIND(clusterrolebinding), tree, name, now_s);
	mark_default(tree, NULL, json_format("{'f:roleRef':{},'f:subjects':{}}"));
	for (const json *g = json_first(list); g; g = json_next(g))
		json_push(subjects, json_format("{'kind':'Group','apiGroup':'" GROUP "','name':%q}", json_str(g)));
	json_set(tree, "subjects", subjects);
	json_set(tree, "roleRef", json_format("{'apiGroup':'" GROUP "','kind':'ClusterRole','name':%q}", name));
	store(s, KIND(clusterrolebinding), tree);
}

static void store_class(struct storage *s, size_t i, int64_t now_s)
{
	json *tree = json_object();

	fill_metadata(KIND(priorityclass), tree, classes[i].name, now_s);
	json_set_int(json_get(tree, "metadata"), "generation", 1);
	set_fields(tree, "scheduling.k8s.io/v1", json_str_or(json_at(tree, "metadata.creationTimestamp"), ""),
		   json_format("{'f:description':{},'f:preemptionPolicy':{},'f:value':{}}"));
	json_set_int(tree, "value", classes[i].value);
	json_set_str(tree, "description", classes[i].description);
	json_set_str(tree, "preemptionPolicy", "PreemptLowerPriority");
	store(s, KIND(priorityclass), tree);
}

void bootstrap_store(struct storage *s, int64_t now_s)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		store_role(s, &roles[i], now_s);
	for (size_t i = 0; i < COUNT(bindings); i++)
		store_binding(s, bindings[i].name, bindings[i].groups, now_s);
	for (size_t i = 0; i < COUNT(classes); i++)
		store_class(s, i, now_s);
}

/* --- aggregation --- */

static bool has_rule(const json *list, const json *rule)
{
	for (const json *r = json_first(list); r; r = json_next(r))
		if (json_equal(r, rule))
			return true;
	return false;
}

static void gather(const struct object *role, json *into)
{
	_cleanup_(json_freep) json *tree = object_tree(role);

	for (const json *r = json_first(json_get(tree, "rules")); r; r = json_next(r))
		if (!has_rule(into, r))
			json_push(into, json_copy(r));
}

static void gather_selected(struct storage *s, const struct object *role, const json *selector, json *into)
{
	_cleanup_(selector_freep) struct selector *parsed = selector_from_json(selector, NULL);
	size_t n = parsed ? storage_count(s, KIND(clusterrole)) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct object *o = storage_at(s, KIND(clusterrole), i);

		if (o != role && selector_matches(parsed, o->labels, o->nlabels))
			gather(o, into);
	}
}

json *bootstrap_aggregate(struct storage *s, const struct object *role)
{
	_cleanup_(json_freep) json *tree = object_tree(role);
	const json *selectors = json_at(tree, "aggregationRule.clusterRoleSelectors");
	json *rules = json_array();

	for (const json *one = json_first(selectors); one; one = json_next(one))
		gather_selected(s, role, one, rules);
	return rules;
}

/* From the innermost outwards: view is part of edit, and edit of admin. */
void bootstrap_settle(struct storage *s)
{
	for (size_t i = COUNT(roles); i-- > 0;) {
		const struct object *o = storage_get(s, KIND(clusterrole), NULL, roles[i].name);
		json *tree = roles[i].gathers && o && o->rv == 1 ? object_tree(o) : NULL;

		if (!tree)
			continue;
		json_set(tree, "rules", bootstrap_aggregate(s, o));
		store(s, KIND(clusterrole), tree);
	}
}
