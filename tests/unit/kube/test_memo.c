/* A memo changes no result: the same random writes with one and without. */
#include "tests/unit/base/test.h"

#include "base/rng.h"
#include "kube/apply/memo.h"
#include "kube/typed.h"

#define OBJECTS 24
#define WRITES 12000

static const char *one_of(struct rng *r, const char *const *texts, size_t n)
{
	return texts[rng_below(r, (uint32_t)n)];
}
#define ONE_OF(r, ...) one_of(r, (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ })))

static bool chance(struct rng *r, uint32_t percent)
{
	return rng_below(r, 100) < percent;
}

/* Addresses and uids that hardly ever come again, and some that do. */
static char *new_name(struct rng *r)
{
	return chance(r, 20) ? xstrdup(ONE_OF(r, "10.0.0.1", "10.0.0.2", "a", "1.5", "2")) :
	                       xasprintf("10.%d.%d.%d", (int)rng_below(r, 4), (int)rng_below(r, 250), (int)rng_below(r, 250));
}

/* A list of items that are known by the key; now and then with an item twice, without its key, or none. */
static json *list_of(struct rng *r, const char *key, const char *other)
{
	json *list = json_array();

	for (uint64_t n = chance(r, 60) ? 1 : rng_below(r, 4); n > 0; n--) {
		_cleanup_(freep) char *name = new_name(r);
		json *item = json_push(list, json_object());

		if (!chance(r, 3))
			json_set_str(item, key, name);
		if (chance(r, 70))
			json_set_str(item, other, ONE_OF(r, "x", "y", ""));
	}
	return chance(r, 3) ? (json_free(list), json_null()) : list;
}

static json *ports_of(struct rng *r)
{
	json *list = json_array();

	for (uint64_t n = rng_below(r, 3); n > 0; n--) {
		json *port = json_push(list, json_object());

		json_set_int(port, "containerPort", (int64_t)rng_below(r, 3) + 80);
		if (chance(r, 70))
			json_set_str(port, "protocol", ONE_OF(r, "TCP", "UDP"));
	}
	return list;
}

static void change_spec(struct rng *r, json *spec)
{
	json *containers = json_want_array(spec, "containers"), *first = json_first(containers);

	if (!first)
		first = json_push(containers, json_format("{'name':'c'}"));
	switch (rng_below(r, 5)) {
	case 0: json_set_str(first, "image", ONE_OF(r, "a", "b", "")); break;
	case 1: json_set(first, "ports", ports_of(r)); break;
	case 2: json_set(spec, "nodeSelector", json_format("{%q:'1'}", ONE_OF(r, "a", "b"))); break;
	case 3: json_set_int(spec, "priority", (int64_t)rng_below(r, 3)); break;
	default: json_del(spec, ONE_OF(r, "priority", "nodeSelector", "containers"));
	}
}

static void change_metadata(struct rng *r, json *m)
{
	switch (rng_below(r, 5)) {
	case 0: json_set_str(json_want(m, "labels"), ONE_OF(r, "a", "b", "10.0.0.1"), ONE_OF(r, "1", "2")); break;
	case 1: json_set(m, "ownerReferences", list_of(r, "uid", "kind")); break;
	case 2: json_push(json_want_array(m, "finalizers"), json_string(ONE_OF(r, "f/a", "f/b"))); break;
	case 3: json_set_int(m, "generation", (int64_t)rng_below(r, 9)); break;
	default: json_del(m, ONE_OF(r, "labels", "ownerReferences", "finalizers"));
	}
}

static void change_status(struct rng *r, json *status)
{
	switch (rng_below(r, 5)) {
	case 0: json_set(status, "podIPs", list_of(r, "ip", "unknown")); break;
	case 1: json_set(status, "conditions", list_of(r, "type", "status")); break;
	case 2: json_set_str(status, "podIP", ONE_OF(r, "10.0.0.1", "10.0.0.2", "")); break;
	case 3: json_set(status, "startTime", chance(r, 30) ? json_null() : json_string("2026-01-15T12:00:00Z")); break;
	default: json_del(status, ONE_OF(r, "podIPs", "conditions", "podIP"));
	}
}

static void change(struct rng *r, json *pod)
{
	for (uint64_t n = rng_below(r, 3) + 1; n > 0; n--) {
		switch (rng_below(r, 3)) {
		case 0: change_spec(r, json_want(pod, "spec")); break;
		case 1: change_metadata(r, json_want(pod, "metadata")); break;
		default: change_status(r, json_want(pod, "status"));
		}
	}
	if (chance(r, 3))
		json_set(json_want(pod, "metadata"), "managedFields", chance(r, 50) ? json_array() : json_format("[{}]"));
	if (chance(r, 1))
		json_set(json_want(pod, "metadata"), "managedFields", json_format("[{'operation':'Update','apiVersion':'v1'}]"));
}

/* One write, with a memo or without. */
static json *written(struct managed_memo *memo, struct managed_memo *blanks, const json *was, const json *sent,
		     const struct managed_write *like)
{
	_cleanup_(pool_release) struct pool p = POOL_INIT;
	struct managed_write w = *like;
	static const char *const spec[] = { "spec", NULL }, *const status[] = { "status", NULL };
	json *now = json_copy(sent);

	w.pool = &p;
	w.memo = memo;
	w.type = schema_message("core.Pod");
	w.blank = managed_memo_blank(blanks, w.type, "v1", "Pod");
	w.reset = *w.subresource ? spec : status;
	managed_update(&w, was, now);
	return now;
}

/* The same write with and without; what came of it. */
static json *compared(struct managed_memo *memo, const json *was, const json *sent, const struct managed_write *w, int i)
{
	_cleanup_(json_freep) json *plain = written(NULL, memo, was, sent, w);
	json *now = written(memo, memo, was, sent, w);
	_cleanup_(freep) char *a = json_text(plain), *b = json_text(now);

	if (!streq(a, b))
		fail_msg("write %d\nwithout %s\nwith    %s", i, a, b);
	return now;
}

static void long_histories(void **state)
{
	struct managed_memo *memo = managed_memo_new();
	json *pods[OBJECTS] = { NULL };
	struct rng r;

	(void)state;
	rng_init(&r, 36);
	for (int i = 0; i < WRITES; i++) {
		json **pod = &pods[rng_below(&r, OBJECTS)], *now;
		_cleanup_(freep) char *time = xasprintf("2026-01-15T12:%02d:%02dZ", i / 600, i / 10 % 60);
		_cleanup_(json_freep) json *sent = *pod ? json_copy(*pod) : json_format("{'kind':'Pod','apiVersion':'v1'}");
		struct managed_write w = { .kind = KIND(pod), .version = "v1", .manager = ONE_OF(&r, "kubelet", "one", ""),
					   .subresource = ONE_OF(&r, "", "status"), .time = time };

		change(&r, sent);
		typed_complete(sent, schema_message("core.Pod"));
		now = compared(memo, *pod, sent, &w, i);
		json_free(*pod);
		*pod = now;
		if (chance(&r, 35))
			json_free(take(*pod));
	}
	assert_true(managed_memo_hits(memo) > WRITES / 10);
	for (size_t i = 0; i < OBJECTS; i++)
		json_free(pods[i]);
	managed_memo_free(memo);
}

/* Few names, in few lists, so that what is asked for is nearly always known, and often of something that it must not be
 * taken for: a name that stands elsewhere too, or that somebody is said to own already. */
static json *pod_of_names(struct rng *r)
{
	json *pod = json_format("{'kind':'Pod','apiVersion':'v1','metadata':{},'status':{}}");
	json *metadata = json_get(pod, "metadata"), *status = json_get(pod, "status"), *ports;
	static const char *const names[] = { "1", "2", "3" };

	for (size_t n = rng_below(r, 3); n > 0; n--)
		json_push(json_want_array(status, "podIPs"), json_format("{'ip':%q}", one_of(r, names, COUNT(names))));
	if (chance(r, 40))
		json_set(metadata, "ownerReferences", json_format("[{'uid':%q}]", one_of(r, names, COUNT(names))));
	if (chance(r, 20))
		json_set(metadata, "finalizers", json_format("[%q]", one_of(r, names, COUNT(names))));
	if (chance(r, 20))
		json_set(metadata, "labels", json_format("{%q:'x'}", one_of(r, names, COUNT(names))));
	if (chance(r, 40)) {
		ports = json_want_array(json_push(json_want_array(json_want(pod, "spec"), "containers"), json_format("{'name':%q}",
				one_of(r, names, COUNT(names)))), "ports");
		json_push(ports, json_format(ONE_OF(r, "{'containerPort':1}", "{'hostPort':1,'containerPort':1}",
				"{'containerPort':1,'protocol':'TCP'}", "{'hostPort':1,'containerPort':1,'protocol':'TCP'}")));
	}
	return pod;
}

static json *owners_of_names(struct rng *r)
{
	const char *name = ONE_OF(r, "1", "2", "3");

	switch (rng_below(r, 5)) {
	case 0: return json_format("{'f:status':{'f:podIPs':{'.':{},%q:{}}}}", name[0] == '1' ? "k:{\"ip\":\"1\"}" : "k:{\"ip\":\"2\"}");
	case 1: return json_format("{'f:status':{'f:podIPs':{%q:{'.':{},'f:ip':{}}}}}", name[0] == '1' ? "k:{\"ip\":\"1\"}" : "k:{\"ip\":\"2\"}");
	case 2: return json_format("{'f:metadata':{'f:finalizers':{%q:{}}}}", name[0] == '1' ? "v:\"1\"" : "v:\"2\"");
	case 3: return json_format("{'f:metadata':{'f:labels':{'f:1':{}}}}");
	default: return json_format("{'f:metadata':{'f:ownerReferences':{%q:{}}}}", "k:{\"uid\":\"2\"}");
	}
}

static json *entries_of_names(struct rng *r)
{
	_cleanup_(json_freep) json *fields = owners_of_names(r);
	_cleanup_(freep) char *text = json_text(fields);
	json *entry = json_format("{'manager':%q,'operation':'Update','apiVersion':'v1','time':'2026-01-15T12:00:00Z',"
				  "'fieldsType':'FieldsV1'}", ONE_OF(r, "kubelet", "one"));
	json *list = json_array();

	json_set(entry, "fieldsV1", json_fold(text, strlen(text)));
	json_push(list, entry);
	return list;
}

static void names_in_many_places(void **state)
{
	struct managed_memo *memo = managed_memo_new();
	struct rng r;

	(void)state;
	rng_init(&r, 1);
	for (int i = 0; i < 4 * WRITES; i++) {
		_cleanup_(json_freep) json *was = pod_of_names(&r), *sent = pod_of_names(&r), *now = NULL;
		struct managed_write w = { .kind = KIND(pod), .version = "v1", .manager = "kubelet", .subresource = ONE_OF(&r, "", "status"),
					   .time = "2026-01-15T12:00:10Z" };

		if (chance(&r, 80))
			json_set(json_get(was, "metadata"), "managedFields", entries_of_names(&r));
		typed_complete(was, schema_message("core.Pod"));
		typed_complete(sent, schema_message("core.Pod"));
		now = compared(memo, chance(&r, 80) ? was : NULL, sent, &w, i);
	}
	assert_true(managed_memo_hits(memo) > WRITES / 10);
	managed_memo_free(memo);
}

/* What an outline cannot say, it does not say. */
static void some_have_no_outline(void **state)
{
	static const struct { const char *from, *to; bool good; } rows[] = {
		{ "{'spec':{'containers':[{'name':'a'}]}}", "{'spec':{'containers':[{'name':'a','image':'b'}]}}", true },
		{ "{}", "{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}", false },
		{ "{}", "{'spec':{'containers':[{'image':'a'}]}}", false },
		{ "{}", "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':1}]}]}}", false },
		{ "{}", "{'spec':{'containers':{'name':'a'}}}", false },
		{ "{'spec':[1]}", "{'spec':{'containers':[]}}", false },
		{ "{}", "{'metadata':{'finalizers':[{}]}}", false },
		{ "{'spec':{'containers':[{'image':'a'}]}}", "{'spec':{'containers':[{'image':'a'}]}}", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(json_freep) json *from = json_format(rows[i].from), *to = json_format(rows[i].to);
		_cleanup_(outline_release) struct outline o = OUTLINE_INIT;

		if (outline_add(schema_message("core.Pod"), from, to, &o) != rows[i].good)
			fail_msg("%s to %s", rows[i].from, rows[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(some_have_no_outline), TEST(long_histories), TEST(names_in_many_places) };

	return RUN(tests);
}
