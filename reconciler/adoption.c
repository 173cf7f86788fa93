#include "reconciler/adoption.h"

#include <time.h>

/* "2026-01-15 11:59:57 +0000 UTC": how Go prints a time, and so upstream's message. */
static void add_go_time(struct str *out, int64_t s)
{
	time_t seconds = (time_t)s;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	str_addf(out, "%04d-%02d-%02d %02d:%02d:%02d +0000 UTC", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static enum verdict checked(struct task *t, const struct reply *r)
{
	const struct object *set = task_set(t), *live = r->object;
	_cleanup_(str_release) struct str deleted = STR_INIT;

	if (!reply_ok(r) || !live) {
		failures_add(&t->step_failures, "can't recheck DeletionTimestamp: %s", reply_text(r));
	} else if (!streq(live->uid, set->uid)) {
		failures_add(
		    &t->step_failures,
		    "can't recheck DeletionTimestamp: original StatefulSet %s/%s is gone: got uid %s, wanted %s",
		    set->namespace, set->name, live->uid, set->uid);
	} else if (live->deleted) {
		add_go_time(&deleted, live->deleted);
		failures_add(&t->step_failures, "%s/%s has just been deleted at %s", set->namespace, set->name,
			     deleted.buf);
	}
	return t->then(t);
}

enum verdict adoption_check(struct task *t, rule_fn then)
{
	struct request r;

	t->then = then;
	failures_clear(&t->step_failures);
	request_init(&r, VERB_GET, KIND(statefulset), task_set(t)->namespace, task_set(t)->name);
	return task_send(t, &r, checked);
}

static void init_patch(const struct object *o, struct request *ret)
{
	request_init(ret, VERB_PATCH, o->kind, o->namespace, o->name);
	ret->content_type = TYPE_STRATEGIC_PATCH;
}

void adoption_patch(const struct object *set, const struct object *o, struct request *ret)
{
	init_patch(o, ret);
	str_addjson(&ret->body,
		    "{'metadata':{'ownerReferences':[{'apiVersion':'apps/v1','kind':'StatefulSet','name':%q,'uid':%q,"
		    "'controller':true,'blockOwnerDeletion':true}],'uid':%q}}",
		    set->name, set->uid, o->uid);
}

void release_patch(const struct object *set, const struct object *o, struct request *ret)
{
	init_patch(o, ret);
	str_addjson(&ret->body, "{'metadata':{'uid':%q,'ownerReferences':[{'$patch':'delete','uid':%q}]}}", o->uid,
		    set->uid);
}
