/* Builders as pairs of texts: the request that an intent becomes, and the kubectl line that does the same. */
#include "tests/unit/client/fake.h"

#include "client/verbs.h"

static const struct object *object(const struct kind *k, const char *text)
{
	struct err err = ERR_INIT;
	const struct object *o = object_parse(k, text, strlen(text), OBJECT_FACTS, &err);

	if (!o)
		fail_msg("%s", err.text);
	return o;
}

#define META(ns, name) "\"metadata\":{\"namespace\":\"" ns "\",\"name\":\"" name "\",\"uid\":\"U\",\"resourceVersion\":\"77\"}"
#define SET(spec, status) "{" META("shop", "pg") ",\"spec\":{" spec "},\"status\":{" status "}}"
#define ROLLING "\"replicas\":5,\"updateStrategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":3}}"
#define REVISION "\"updateRevision\":\"pg-776d\""

enum what { SCALE, SCALE_0, PARTITION, IMAGE, RESTART, UNDO, DELETE, ORPHAN, FOREGROUND, EXACT, ANNOTATE, UNANNOTATE, LABEL, EVICT, CORDON, UNCORDON, GET };

static void build(enum what what, const struct object *o, struct request *r)
{
	static const char revision[] = "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"pg-6d59\"},\"revision\":2,"
				       "\"data\":{\"spec\":{\"template\":{\"$patch\":\"replace\",\"spec\":{\"containers\":[]}}}}}";
	const struct object *old = NULL;

	switch (what) {
	case SCALE:
		verbs_scale(o, 2, r);
		break;
	case SCALE_0:
		verbs_scale(o, 0, r);
		break;
	case PARTITION:
		verbs_partition(o, 2, r);
		break;
	case IMAGE:
		verbs_image(o, "db", "postgres:17.5", r);
		break;
	case RESTART:
		verbs_restart(o, 1768478400, r);
		break;
	case UNDO:
		old = object(KIND(controllerrevision), revision);
		verbs_undo(o, old, r);
		object_unref(old);
		break;
	case DELETE:
		verbs_delete(o, PROPAGATION_BACKGROUND, false, r);
		break;
	case ORPHAN:
		verbs_delete(o, PROPAGATION_ORPHAN, false, r);
		break;
	case FOREGROUND:
		verbs_delete(o, PROPAGATION_FOREGROUND, false, r);
		break;
	case EXACT:
		verbs_delete(o, PROPAGATION_BACKGROUND, true, r);
		break;
	case ANNOTATE:
		verbs_annotate(o, "note", "it's \"odd\" $HOME", r);
		break;
	case UNANNOTATE:
		verbs_annotate(o, "note", NULL, r);
		break;
	case LABEL:
		verbs_label(o, "tier", "db", r);
		break;
	case EVICT:
		verbs_evict(o, 0, r);
		break;
	case CORDON:
		verbs_cordon(o, true, r);
		break;
	case UNCORDON:
		verbs_cordon(o, false, r);
		break;
	case GET:
		verbs_get(o->kind, o->namespace, o->name, r);
		break;
	}
}

static const struct {
	enum what what;
	const char *kind, *object, *request, *kubectl;
} rows[] = {
	{ SCALE, "sts", SET(ROLLING, REVISION),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg/scale application/json-patch+json "
	  "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"U\"},{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":5},"
	  "{\"op\":\"add\",\"path\":\"/spec/replicas\",\"value\":2}]",
	  "kubectl -n shop scale sts/pg --replicas=2 --current-replicas=5" },
	{ SCALE, "sts", SET("\"replicas\":0", ""),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg/scale application/json-patch+json "
	  "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"U\"},{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":null},"
	  "{\"op\":\"add\",\"path\":\"/spec/replicas\",\"value\":2}]",
	  "kubectl -n shop scale sts/pg --replicas=2 --current-replicas=0" },
	{ SCALE_0, "sts", SET("\"replicas\":1", ""),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg/scale application/json-patch+json "
	  "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"U\"},{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":1},"
	  "{\"op\":\"add\",\"path\":\"/spec/replicas\",\"value\":0}]",
	  "kubectl -n shop scale sts/pg --replicas=0 --current-replicas=1" },
	{ PARTITION, "sts", SET(ROLLING, REVISION),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg application/json-patch+json "
	  "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"U\"},{\"op\":\"test\",\"path\":\"/status/updateRevision\",\"value\":\"pg-776d\"},"
	  "{\"op\":\"add\",\"path\":\"/spec/updateStrategy/rollingUpdate/partition\",\"value\":2}]",
	  "kubectl -n shop patch sts/pg -p '{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":2}}}}'" },
	{ PARTITION, "sts", SET("\"updateStrategy\":{\"type\":\"RollingUpdate\"}", ""),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg application/json-patch+json "
	  "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"U\"},"
	  "{\"op\":\"add\",\"path\":\"/spec/updateStrategy/rollingUpdate\",\"value\":{\"partition\":2}}]",
	  "kubectl -n shop patch sts/pg -p '{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":2}}}}'" },
	{ IMAGE, "sts", SET(ROLLING, REVISION),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg application/strategic-merge-patch+json "
	  "{\"metadata\":{\"uid\":\"U\"},\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"db\",\"image\":\"postgres:17.5\"}]}}}}",
	  "kubectl -n shop set image sts/pg db=postgres:17.5" },
	{ RESTART, "sts", SET(ROLLING, REVISION),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg application/strategic-merge-patch+json "
	  "{\"metadata\":{\"uid\":\"U\"},\"spec\":{\"template\":{\"metadata\":{\"annotations\":"
	  "{\"kubectl.kubernetes.io/restartedAt\":\"2026-01-15T12:00:00Z\"}}}}}",
	  "kubectl -n shop rollout restart sts/pg" },
	{ UNDO, "sts", SET(ROLLING, REVISION),
	  "PATCH /apis/apps/v1/namespaces/shop/statefulsets/pg application/strategic-merge-patch+json "
	  "{\"spec\":{\"template\":{\"$patch\":\"replace\",\"spec\":{\"containers\":[]}}},\"metadata\":{\"uid\":\"U\"}}",
	  "kubectl -n shop patch sts/pg -p '{\"spec\":{\"template\":{\"$patch\":\"replace\",\"spec\":{\"containers\":[]}}}}'" },
	{ DELETE, "sts", SET(ROLLING, REVISION),
	  "DELETE /apis/apps/v1/namespaces/shop/statefulsets/pg - "
	  "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"U\"},\"propagationPolicy\":\"Background\"}",
	  "kubectl -n shop delete sts/pg" },
	{ ORPHAN, "sts", SET(ROLLING, REVISION),
	  "DELETE /apis/apps/v1/namespaces/shop/statefulsets/pg - "
	  "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"U\"},\"propagationPolicy\":\"Orphan\"}",
	  "kubectl -n shop delete sts/pg --cascade=orphan" },
	{ FOREGROUND, "sts", SET(ROLLING, REVISION),
	  "DELETE /apis/apps/v1/namespaces/shop/statefulsets/pg - "
	  "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"U\"},\"propagationPolicy\":\"Foreground\"}",
	  "kubectl -n shop delete sts/pg --cascade=foreground" },
	{ EXACT, "pod", "{" META("shop", "pg-1") "}",
	  "DELETE /api/v1/namespaces/shop/pods/pg-1 - "
	  "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"U\",\"resourceVersion\":\"77\"},"
	  "\"propagationPolicy\":\"Background\"}",
	  "kubectl -n shop delete pod/pg-1" },
	{ ANNOTATE, "pvc", "{" META("shop", "data-pg-1") "}",
	  "PATCH /api/v1/namespaces/shop/persistentvolumeclaims/data-pg-1 application/merge-patch+json "
	  "{\"metadata\":{\"uid\":\"U\",\"annotations\":{\"note\":\"it's \\\"odd\\\" $HOME\"}}}",
	  "kubectl -n shop annotate pvc/data-pg-1 --overwrite 'note=it'\\''s \"odd\" $HOME'" },
	{ UNANNOTATE, "pod", "{" META("shop", "pg-1") "}",
	  "PATCH /api/v1/namespaces/shop/pods/pg-1 application/merge-patch+json {\"metadata\":{\"uid\":\"U\",\"annotations\":{\"note\":null}}}",
	  "kubectl -n shop annotate pod/pg-1 note-" },
	{ LABEL, "node", "{\"metadata\":{\"name\":\"node-b\",\"uid\":\"U\"}}",
	  "PATCH /api/v1/nodes/node-b application/merge-patch+json {\"metadata\":{\"uid\":\"U\",\"labels\":{\"tier\":\"db\"}}}",
	  "kubectl label node/node-b --overwrite tier=db" },
	{ EVICT, "pod", "{" META("shop", "pg-1") "}",
	  "POST /api/v1/namespaces/shop/pods/pg-1/eviction - {\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"pg-1\","
	  "\"namespace\":\"shop\"},\"deleteOptions\":{\"preconditions\":{\"uid\":\"U\"}}}",
	  "kubectl create --raw /api/v1/namespaces/shop/pods/pg-1/eviction -f - <<< '{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\","
	  "\"metadata\":{\"name\":\"pg-1\",\"namespace\":\"shop\"},\"deleteOptions\":{\"preconditions\":{\"uid\":\"U\"}}}'" },
	{ CORDON, "node", "{\"metadata\":{\"name\":\"node-b\",\"uid\":\"U\"}}",
	  "PATCH /api/v1/nodes/node-b application/merge-patch+json {\"metadata\":{\"uid\":\"U\"},\"spec\":{\"unschedulable\":true}}",
	  "kubectl cordon node-b" },
	{ UNCORDON, "node", "{\"metadata\":{\"name\":\"node-b\",\"uid\":\"U\"}}",
	  "PATCH /api/v1/nodes/node-b application/merge-patch+json {\"metadata\":{\"uid\":\"U\"},\"spec\":{\"unschedulable\":null}}",
	  "kubectl uncordon node-b" },
	{ GET, "pod", "{" META("shop", "pg-1") "}", "GET /api/v1/namespaces/shop/pods/pg-1 - ", "kubectl -n shop get pod/pg-1 -o yaml" },
};

static void print(const struct request *r, struct str *out)
{
	str_addf(out, "%s ", request_method(r));
	request_url(r, out);
	str_addf(out, " %s ", r->content_type ? r->content_type : "-");
	if (r->tree)
		json_print(r->tree, JSON_PLAIN, out);
}

static void pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(object_unrefp) const struct object *o = object(kind_find(rows[i].kind), rows[i].object);
		_cleanup_(request_release) struct request r = REQUEST_INIT;
		_cleanup_(str_release) struct str text = STR_INIT;
		_cleanup_(str_release) struct str line = STR_INIT;

		build(rows[i].what, o, &r);
		print(&r, &text);
		verbs_kubectl(&r, &line);
		if (!streq(text.buf, rows[i].request))
			fail_msg("row %zu:\n got %s\nwant %s", i, text.buf, rows[i].request);
		if (!streq(line.buf, rows[i].kubectl))
			fail_msg("row %zu:\n got %s\nwant %s", i, line.buf, rows[i].kubectl);
	}
}

/* Whatever is built is a write, but a read; and its dry run is none, in the query and, for a delete, in the body. */
static void dry_runs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(object_unrefp) const struct object *o = object(kind_find(rows[i].kind), rows[i].object);
		_cleanup_(request_release) struct request r = REQUEST_INIT;
		_cleanup_(request_release) struct request dry = REQUEST_INIT;
		_cleanup_(str_release) struct str text = STR_INIT;
		_cleanup_(str_release) struct str again = STR_INIT;

		build(rows[i].what, o, &r);
		assert_int_equal(request_writes(&r), rows[i].what != GET);
		verbs_dry_run_of(&r, &dry);
		assert_false(request_writes(&dry));
		assert_true(dry.verb != VERB_DELETE || json_len(json_get(dry.tree, "dryRun")) == 1);
		print(&r, &text);
		assert_string_equal(text.buf, rows[i].request); /* The first is as it was. */
		print(&dry, &again);
		assert_non_null(strstr(again.buf, "?dryRun=All"));
	}
}

static void outdated(void **state)
{
	static const struct {
		int code;
		const char *body;
		bool outdated;
	} answers[] = {
		{ 200, "{}", false },
		{ 409, "{\"kind\":\"Status\",\"reason\":\"Conflict\"}", true },
		{ 422, "{\"kind\":\"Status\",\"reason\":\"Invalid\",\"message\":\"the server rejected our request due to an error in our request\"}", true },
		{ 422, "{\"kind\":\"Status\",\"reason\":\"Invalid\",\"message\":\"m\",\"details\":{\"causes\":[{\"field\":\"metadata.uid\"}]}}", true },
		{ 422, "{\"kind\":\"Status\",\"reason\":\"Invalid\",\"message\":\"m\",\"details\":{\"causes\":[{\"field\":\"spec.replicas\"}]}}", false },
		{ 403, "{\"kind\":\"Status\",\"reason\":\"Forbidden\"}", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct answer a = { .code = answers[i].code };

		status_parse(&a.status, a.code, answers[i].body, strlen(answers[i].body));
		assert_int_equal(verbs_outdated(&a), answers[i].outdated);
		status_release(&a.status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(pairs), cmocka_unit_test(dry_runs), cmocka_unit_test(outdated) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
