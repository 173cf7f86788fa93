/*
 * The Self...Review kinds: POSTed, answered, never stored. The administrator may do everything, everyone else nothing;
 * kubectl auth can-i and k9s ask before they show anything.
 */
#include "kube/time.h"
#include "sim/api/path.h"

static bool is_admin(const struct call *c)
{
	return c->req->trusted || streq0(c->req->user, "admin");
}

static int fill_access(struct call *c, json *tree)
{
	json_set(tree, "status", json_format("{'allowed':%b}", is_admin(c)));
	return 0;
}

static int fill_rules(struct call *c, json *tree)
{
	if (json_is_empty(json_at(tree, "spec.namespace")))
		return call_bad_request(c, "no namespace on request");
	json_set(tree, "spec", json_object());
	json_set(tree, "status", json_format("{'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}],"
		"'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}],'incomplete':false}"));
	return 0;
}

static int fill_self(struct call *c, json *tree)
{
	_cleanup_(str_release) struct str now = STR_INIT;

	time_add(&now, call_now_s(c));
	json_set_str(json_get(tree, "metadata"), "creationTimestamp", now.buf);
	json_set(tree, "status",
	         json_format("{'userInfo':{'username':%q,'uid':%q,'groups':['system:masters','system:authenticated']}}",
	                     c->req->user, c->req->user));
	return 0;
}

static const struct review rows[] = {
	{ "authentication.k8s.io", "v1", "selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview",
	  "authentication.SelfSubjectReview", fill_self },
	{ "authorization.k8s.io", "v1", "selfsubjectaccessreviews", "selfsubjectaccessreview",
	  "SelfSubjectAccessReview", "authorization.SelfSubjectAccessReview", fill_access },
	{ "authorization.k8s.io", "v1", "selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview",
	  "authorization.SelfSubjectRulesReview", fill_rules },
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
	int r = call_negotiate(c, 0);

	if (r == 0)
		r = call_decode(c, row->type, NULL, &body);
	if (r < 0)
		return r;
	tree = json_format("{'kind':%q,'apiVersion':%q,'metadata':{}}", row->kind, version);
	if (json_get(body, "spec"))
		json_set(tree, "spec", json_copy(json_get(body, "spec")));
	r = row->fill(c, tree);
	if (r == 0)
		respond_tree(c, 201, tree);
	return r;
}

int path_review(struct call *c)
{
	for (size_t i = 0; c->req->path && i < COUNT(rows); i++) {
		_cleanup_(freep) char *path =
		    xasprintf("/apis/%s/%s/%s", rows[i].group, rows[i].version, rows[i].plural);

		if (!streq(c->req->path, path))
			continue;
		return streq0(c->req->method, "POST") ? answer(c, &rows[i]) : refuse_method(c);
	}
	return -ENOENT;
}
