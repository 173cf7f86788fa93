/*
 * The kinds that are POSTed, answered and never stored: who am I, may I, what may I, whose token is this; and Binding,
 * which is done. kubectl auth can-i and k9s ask before they show anything. Texts: truth/wire c-auth.
 */
#include "kube/time.h"
#include "kube/typed.h"
#include "sim/access/rbac.h"
#include "sim/access/tokens.h"
#include "sim/api/manage.h"
#include "sim/api/path.h"
#include "sim/storage.h"
#include "sim/validate/causes.h"
#include "sim/validate/check.h"

#define AUTHENTICATION "authentication.k8s.io"
#define AUTHORIZATION "authorization.k8s.io"

/* Who asks; a trusted request has no groups of its own and may do everything. */
static void asker(const struct call *c, struct identity *ret)
{
	if (c->who.name) {
		identity_copy(&c->who, ret);
		return;
	}
	identity_of_name(c->req->user, ret);
	if (c->req->trusted)
		identity_add_group(ret, GROUP_MASTERS);
}

/* --- may I, may he --- */

/* Upstream names the kind of these refusals not at all. */
static int refused(struct call *c)
{
	static const struct kind unnamed = { .group = AUTHORIZATION, .version = "v1", .name = "" };

	return c->status.causes.len > 0 ? status_invalid(&c->status, &unnamed, "") : 0;
}

static void check_question(const struct node *spec)
{
	static const struct go_field go_path[] = { GO_TEXT("Path"), GO_TEXT("Verb"), GO_END };
	const struct node *resource = AT(spec, "resourceAttributes"), *path = AT(spec, "nonResourceAttributes");

	if (!json_is_null(resource->value) && !json_is_null(path->value))
		refuse_invalid_as(path, go_struct(path->value, go_path),
				  "cannot be specified in combination with resourceAttributes");
	if (json_is_null(resource->value) && json_is_null(path->value))
		refuse_invalid_as(resource, json_null(),
				  "exactly one of nonResourceAttributes or resourceAttributes must be specified");
}

static void check_no_metadata(const struct node *root, const char *but_for)
{
	for (const json *m = json_first(json_get(root->value, "metadata")); m; m = json_next(m))
		if (!streq(json_key(m), "managedFields") && !streq0(but_for, json_key(m)) && !json_is_empty(m)) {
			refuse_invalid_as(AT(root, "metadata"), json_copy(json_get(root->value, "metadata")),
					  but_for ? "must be empty except for namespace" : "must be empty");
			return;
		}
}

static void answer_access(struct call *c, json *tree, const struct identity *who)
{
	_cleanup_(str_release) struct str reason = STR_INIT;
	struct attributes a;
	json *status = json_object();

	attributes_of_review(json_get(tree, "spec"), &a);
	json_set(status, "allowed", json_bool(rbac_allows(c->storage, who, &a, &reason)));
	if (reason.len > 0)
		json_set_str(status, "reason", reason.buf);
	json_set(tree, "status", status);
}

static int fill_own_access(struct call *c, json *tree)
{
	struct causes causes = { &c->status };
	const struct node *root = ROOT(tree, &causes);
	struct identity who;
	int r;

	check_question(AT(root, "spec"));
	check_no_metadata(root, NULL);
	r = refused(c);
	if (r < 0)
		return r;
	asker(c, &who);
	answer_access(c, tree, &who);
	identity_release(&who);
	return 0;
}

static void check_subject(const struct node *spec)
{
	const struct node *user = AT(spec, "user");

	if (node_empty(user) && json_len(json_get(spec->value, "groups")) == 0)
		refuse_invalid_as(user, json_string(""), "at least one of user or group must be specified");
}

static int answer_of_other(struct call *c, json *tree)
{
	struct identity who;
	int r = refused(c);

	if (r < 0)
		return r;
	identity_read(json_get(tree, "spec"), "user", &who);
	answer_access(c, tree, &who);
	identity_release(&who);
	return 0;
}

static int fill_access(struct call *c, json *tree)
{
	struct causes causes = { &c->status };
	const struct node *root = ROOT(tree, &causes);

	check_question(AT(root, "spec"));
	check_subject(AT(root, "spec"));
	check_no_metadata(root, NULL);
	return answer_of_other(c, tree);
}

static int fill_local_access(struct call *c, json *tree)
{
	struct causes causes = { &c->status };
	const struct node *root = ROOT(tree, &causes), *spec = AT(root, "spec");
	const struct node *namespace = AT(AT(spec, "resourceAttributes"), "namespace");
	const char *own = c->req->namespace;

	if (!streq(json_str_or(json_at(tree, "metadata.namespace"), own), own))
		return call_bad_request(c, "the namespace of the provided object does not match the namespace sent on "
					   "the request");
	json_set_str(json_want(tree, "metadata"), "namespace", own);
	check_question(spec);
	check_subject(spec);
	check_no_metadata(root, "namespace");
	if (!json_is_null(json_get(spec->value, "resourceAttributes")) && !streq(node_str(namespace), own))
		refuse_invalid_as(namespace, json_string(node_str(namespace)), "must match metadata.namespace");
	if (!json_is_null(json_get(spec->value, "nonResourceAttributes")))
		refuse_invalid_as(AT(spec, "nonResourceAttributes"),
				  json_copy(json_get(spec->value, "nonResourceAttributes")),
				  "disallowed on this kind of request");
	return answer_of_other(c, tree);
}

/* --- what may I --- */

static json *words_json(const struct words *w)
{
	json *list = json_array();

	for (size_t i = 0; i < w->n; i++)
		json_push(list, json_string(w->items[i]));
	return list;
}

static bool add_rule(void *arg, const struct rule *r, const struct rbac_source *source UNUSED)
{
	json *status = arg, *one = json_object();

	json_set(one, "verbs", words_json(&r->verbs));
	if (r->resources.n == 0) {
		json_set(one, "nonResourceURLs", words_json(&r->urls));
		json_push(json_get(status, "nonResourceRules"), one);
		return true;
	}
	json_set(one, "apiGroups", words_json(&r->groups));
	json_set(one, "resources", words_json(&r->resources));
	if (r->names.n > 0)
		json_set(one, "resourceNames", words_json(&r->names));
	json_push(json_get(status, "resourceRules"), one);
	return true;
}

static int fill_rules(struct call *c, json *tree)
{
	const char *namespace = json_str_or(json_at(tree, "spec.namespace"), "");
	json *status;
	struct identity who;

	if (!*namespace)
		return call_bad_request(c, "no namespace on request");
	asker(c, &who);
	status = json_format("{'resourceRules':[],'nonResourceRules':[],'incomplete':false}");
	rbac_visit(c->storage, &who, namespace, add_rule, status, NULL);
	json_set(tree, "spec", json_object());
	json_set(tree, "status", status);
	identity_release(&who);
	return 0;
}

/* --- who am I, whose is this --- */

static int fill_self(struct call *c, json *tree)
{
	_cleanup_(str_release) struct str now = STR_INIT;
	struct identity who;

	asker(c, &who);
	time_add(&now, call_now_s(c));
	json_set(tree, "metadata", json_object());
	json_set_str(json_get(tree, "metadata"), "creationTimestamp", now.buf);
	json_set(tree, "status", json_object());
	json_set(json_get(tree, "status"), "userInfo", identity_json(&who));
	identity_release(&who);
	return 0;
}

static int fill_token(struct call *c, json *tree)
{
	const char *token = json_str_or(json_at(tree, "spec.token"), "");
	json *audiences = NULL, *status;
	struct identity who;

	if (!*token)
		return call_bad_request(c, "token is required for TokenReview in authentication");
	status = json_set(tree, "status", json_object());
	if (!tokens_check(api_tokens(c->api), c->world, token, json_at(tree, "spec.audiences"), &who, &audiences)) {
		json_set(status, "user", json_object());
		json_set_str(status, "error", "invalid bearer token");
		return 0;
	}
	json_set(status, "authenticated", json_bool(true));
	json_set(status, "user", identity_json(&who));
	json_set(status, "audiences", audiences);
	identity_release(&who);
	return 0;
}

static const struct review rows[] = {
	{ "", "v1", "bindings", "binding", "Binding", "core.Binding", NULL, true, api_bind_any },
	{ AUTHENTICATION, "v1", "selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview",
	  "authentication.SelfSubjectReview", fill_self, false, NULL },
	{ AUTHENTICATION, "v1", "tokenreviews", "tokenreview", "TokenReview", "authentication.TokenReview", fill_token,
	  false, NULL },
	{ AUTHORIZATION, "v1", "localsubjectaccessreviews", "localsubjectaccessreview", "LocalSubjectAccessReview",
	  "authorization.LocalSubjectAccessReview", fill_local_access, true, NULL },
	{ AUTHORIZATION, "v1", "selfsubjectaccessreviews", "selfsubjectaccessreview", "SelfSubjectAccessReview",
	  "authorization.SelfSubjectAccessReview", fill_own_access, false, NULL },
	{ AUTHORIZATION, "v1", "selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview",
	  "authorization.SelfSubjectRulesReview", fill_rules, false, NULL },
	{ AUTHORIZATION, "v1", "subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview",
	  "authorization.SubjectAccessReview", fill_access, false, NULL },
};

size_t reviews_count(void)
{
	return COUNT(rows);
}

const struct review *reviews_at(size_t index)
{
	return &rows[index];
}

static int answer(struct call *c, const struct review *row)
{
	_cleanup_(json_freep) json *body = NULL, *tree = NULL;
	_cleanup_(freep) char *version = xasprintf("%s/%s", row->group, row->version);
	static const char *const members[] = { "metadata", "spec" };
	int r = call_negotiate(c, 0);

	if (r == 0)
		r = call_decode(c, row->type, NULL, &body);
	if (r < 0)
		return r;
	tree = json_format("{'kind':%q,'apiVersion':%q,'metadata':{}}", row->kind, version);
	for (size_t i = 0; i < COUNT(members); i++)
		if (json_get(body, members[i]))
			json_set(tree, members[i], json_copy(json_get(body, members[i])));
	if (row->fill != fill_self)
		json_want(tree, "spec");
	if (row->fill != fill_self && row->fill != fill_rules)
		manage_answer(c, &(struct answer_type){ row->type, version, row->kind, "" }, tree);
	json_del(tree, "status");
	r = row->fill(c, tree);
	if (r == 0)
		respond_tree(c, 201, tree);
	return r;
}

static char *root_of(const struct review *row)
{
	return *row->group ? xasprintf("/apis/%s/%s", row->group, row->version) : xasprintf("/api/%s", row->version);
}

/* The namespace of ".../namespaces/N/PLURAL", if that is the path. */
static char *namespace_in(const char *path, const struct review *row)
{
	_cleanup_(freep) char *root = root_of(row), *head = xasprintf("%s/namespaces/", root);
	const char *rest = path + strlen(head), *slash;

	if (!starts_with(path, head))
		return NULL;
	slash = strchr(rest, '/');
	return slash && slash > rest && streq(slash + 1, row->plural) ? xstrndup(rest, (size_t)(slash - rest)) : NULL;
}

static bool is_at(const char *path, const struct review *row)
{
	_cleanup_(freep) char *root = root_of(row), *own = xasprintf("%s/%s", root, row->plural);

	return streq(path, own);
}

int path_review(struct call *c)
{
	for (size_t i = 0; c->req->path && i < COUNT(rows); i++) {
		_cleanup_(freep) char *namespace = rows[i].namespaced ? namespace_in(c->req->path, &rows[i]) : NULL;
		int r;

		if (!namespace && !is_at(c->req->path, &rows[i]))
			continue;
		if (!streq0(c->req->method, "POST") || (rows[i].namespaced && !namespace))
			return refuse_method(c);
		c->req->namespace = namespace;
		r = rows[i].answer ? rows[i].answer(c) : answer(c, &rows[i]);
		c->req->namespace = NULL;
		return r;
	}
	return -ENOENT;
}
