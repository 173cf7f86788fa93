/* POST of a service account's token subresource: a TokenRequest, answered with a token that is stored nowhere. */
#include "sim/api/call.h"

#include "kube/time.h"
#include "kube/typed.h"
#include "sim/access/tokens.h"
#include "sim/api/manage.h"
#include "sim/storage.h"
#include "sim/validate/causes.h"
#include "sim/validate/check.h"

#define LEAST_S 600
#define MOST_S (1LL << 32)
#define USUAL_S 3600

static const struct kind request_kind = { .group = "authentication.k8s.io", .version = "v1", .name = "TokenRequest" };

/* What the body says of the account must be true. */
static int check_account(struct call *c, const json *tree, const struct object *account)
{
	struct causes causes = { &c->status };
	const struct node *m = AT(ROOT(tree, &causes), "metadata");
	const struct node *name = AT(m, "name"), *namespace = AT(m, "namespace"), *uid = AT(m, "uid");

	if (!node_empty(name) && !streq(node_str(name), account->name))
		refuse_invalid(name, "must match the service account name if specified");
	else if (!node_empty(namespace) && !streq(node_str(namespace), account->namespace))
		refuse_invalid(namespace, "must match the service account namespace if specified");
	if (c->status.causes.len > 0)
		return status_invalid(&c->status, &request_kind, account->name);
	if (node_empty(uid) || streq(node_str(uid), account->uid))
		return 0;
	status_set(&c->status, 409, "Conflict",
		   "Operation cannot be fulfilled on TokenRequest.authentication.k8s.io \"%s\": the UID in the token "
		   "request (%s) does not match the UID of the service account (%s)",
		   account->name, node_str(uid), account->uid);
	status_details(&c->status, "TokenRequest", "authentication.k8s.io", account->name);
	return -409;
}

static int check_life(struct call *c, const json *tree)
{
	struct causes causes = { &c->status };
	const struct node *life = AT(AT(ROOT(tree, &causes), "spec"), "expirationSeconds");

	if (node_int(life, 0) < LEAST_S)
		refuse_invalid(life, "may not specify a duration less than 10 minutes");
	if (node_int(life, 0) > MOST_S)
		refuse_invalid(life, "may not specify a duration larger than 2^32 seconds");
	return c->status.causes.len > 0 ? status_invalid(&c->status, &request_kind, "") : 0;
}

/* The object that the token ends with. */
static int find_bound(struct call *c, const json *ref, const struct object **ret)
{
	static const struct kind *const kinds[] = { KIND(pod), KIND(node), KIND(secret) };
	const char *kind = json_str_or(json_get(ref, "kind"), ""), *name = json_str_or(json_get(ref, "name"), ""),
		   *uid = json_str_or(json_get(ref, "uid"), ""),
		   *version = json_str_or(json_get(ref, "apiVersion"), "");

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct object *o;

		if (!streq(kinds[i]->name, kind) || !streq(version, "v1"))
			continue;
		o = storage_get(c->storage, kinds[i], kinds[i]->namespaced ? c->req->namespace : NULL, name);
		if (!o)
			return status_not_found(&c->status, kinds[i], name);
		if (*uid && !streq(uid, o->uid)) {
			_cleanup_(freep) char *why = xasprintf(
			    "the UID in the bound object reference (%s) does not match the UID in record. The object "
			    "might have been deleted and then recreated", uid);

			return status_conflict(&c->status, kinds[i], name, why);
		}
		*ret = o;
		return 0;
	}
	return call_bad_request(c, "cannot bind token to object of type %s, Kind=%s", version, kind);
}

/* A pod's token is of the account that the pod runs under. */
static int check_pod(struct call *c, const struct object *bound)
{
	_cleanup_(json_freep) json *pod = bound && bound->kind == KIND(pod) ? object_tree(bound) : NULL;
	const char *runs_as = json_str_or(json_at(pod, "spec.serviceAccountName"), "");

	if (!pod || streq(runs_as, c->req->name))
		return 0;
	return call_bad_request(c,
				"cannot bind token for serviceaccount \"%s\" to pod running with different "
				"serviceaccount name.",
				c->req->name);
}

static json *ready_request(const json *body, struct call *c, const struct object *account)
{
	static const struct answer_type type = { "authentication.TokenRequest", "authentication.k8s.io/v1",
						 "TokenRequest", "token" };
	json *tree = json_format("{'kind':'TokenRequest','apiVersion':'authentication.k8s.io/v1'}"), *spec, *m;
	_cleanup_(str_release) struct str now = STR_INIT;

	json_set(tree, "metadata", json_get(body, "metadata") ? json_copy(json_get(body, "metadata")) : json_object());
	spec = json_set(tree, "spec", json_get(body, "spec") ? json_copy(json_get(body, "spec")) : json_object());
	if (json_is_null(json_get(spec, "expirationSeconds")))
		json_set_int(spec, "expirationSeconds", USUAL_S);
	manage_answer(c, &type, tree);
	json_del(tree, "status");
	if (json_len(json_get(spec, "audiences")) == 0)
		json_set(spec, "audiences", json_format("['" API_AUDIENCE "']"));
	if (!json_get(spec, "boundObjectRef"))
		json_set(spec, "boundObjectRef", json_null());
	m = json_want(tree, "metadata");
	time_add(&now, call_now_s(c));
	json_set_str(m, "name", account->name);
	json_set_str(m, "namespace", account->namespace);
	json_set_str(m, "uid", account->uid);
	json_set_str(m, "creationTimestamp", now.buf);
	return tree;
}

static void sign(struct call *c, json *tree, const struct object *account, const struct object *bound)
{
	struct token_claims claims = {
		.namespace = account->namespace, .account = account->name, .uid = account->uid, .bound = bound,
		.audiences = json_at(tree, "spec.audiences"),
		.life_s = json_int_or(json_at(tree, "spec.expirationSeconds"), USUAL_S),
	};
	_cleanup_(freep) char *token = tokens_issue(api_tokens(c->api), c->world, &claims);
	_cleanup_(str_release) struct str end = STR_INIT;

	time_add(&end, call_now_s(c) + claims.life_s);
	json_set(tree, "status", json_format("{'token':%q,'expirationTimestamp':%q}", token, end.buf));
	explicit_bzero(token, strlen(token));
}

int api_token(struct call *c)
{
	_cleanup_(json_freep) json *body = NULL, *tree = NULL;
	const struct object *account = NULL, *bound = NULL;
	const json *ref;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, "authentication.TokenRequest", NULL, &body);
	if (r == 0)
		r = call_object(c, &account);
	if (r == 0)
		r = check_account(c, body, account);
	if (r < 0)
		return r;
	tree = ready_request(body, c, account);
	r = check_life(c, tree);
	ref = json_at(tree, "spec.boundObjectRef");
	if (r == 0 && !json_is_null(ref))
		r = find_bound(c, ref, &bound);
	if (r == 0)
		r = check_pod(c, bound);
	if (r < 0)
		return r;
	sign(c, tree, account, bound);
	respond_tree(c, 201, tree);
	return 0;
}
