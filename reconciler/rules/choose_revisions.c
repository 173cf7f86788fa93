/*
 * Which revision the template is (the update revision) and which one the set comes from (the current one). An older
 * revision with the same bytes is re-numbered, never re-created; one that only means the same is kept; otherwise a new
 * one is made, with the collision count raised until its name is free (reference 3.3, 3.5).
 */
#include "reconciler/work.h"

#include "reconciler/identity.h"
#include "reconciler/span.h"

static enum verdict create(struct task *t);

static int by_order(const void *a, const void *b)
{
	return revision_cmp(*(struct revision *const *)a, *(struct revision *const *)b);
}

static void list(struct work *w)
{
	vec_each(&w->snapshot->revisions, o)
		vec_push(&w->revisions, revision_from_object(*o));
	if (w->revisions.len)
		qsort(w->revisions.items, w->revisions.len, sizeof(*w->revisions.items), by_order);
}

/* The numbers end where int64 does: from there on age decides. */
static int64_t next_number(const struct work *w)
{
	int64_t last = w->revisions.len ? vec_last(&w->revisions)->number : 0;

	return last < INT64_MAX ? last + 1 : last;
}

static enum verdict chosen(struct task *t, const struct revision *update)
{
	struct work *w = task_work(t);

	w->update = update;
	w->current = update;
	vec_each(&w->revisions, r) {
		if (streq((*r)->name, task_spec(t)->current_revision)) {
			w->current = *r;
			break;
		}
	}
	return VERDICT_NEXT;
}

/* --- an older one with the same bytes --- */

static enum verdict renumbered(struct task *t, const struct reply *r)
{
	/* Upstream's retry goes on with the empty object that came with the conflict, and so never gets anywhere. */
	if (reply_is(r, 409, "Conflict"))
		return task_fail(t, "resource name may not be empty");
	if (!reply_ok(r))
		return task_fail(t, "%s", reply_text(r));
	return chosen(t, task_work(t)->made);
}

static enum verdict renumber(struct task *t, const struct revision *old)
{
	struct work *w = task_work(t);
	_cleanup_(str_release) struct str number = STR_INIT;
	struct request r;

	if (old->number == next_number(w) || !old->object->bytes)
		return chosen(t, old);
	w->made = revision_copy(old);
	w->made->number = next_number(w);
	request_init(&r, VERB_UPDATE, KIND(controllerrevision), old->object->namespace, old->name);
	str_addf(&number, "%" PRId64, w->made->number);
	span_replace(old->object->bytes, "revision", number.buf, &r.body);
	return task_send(t, &r, renumbered);
}

/* --- a new one --- */

static enum verdict fetched(struct task *t, const struct reply *r)
{
	struct work *w = task_work(t);
	struct revision *there;

	if (!reply_ok(r) || !r->object)
		return task_fail(t, "%s", reply_text(r));
	there = revision_from_object(r->object);
	there->object = NULL;
	if (streq(there->data, w->made->data)) {
		revision_free(w->made);
		w->made = there;
		return chosen(t, there);
	}
	revision_free(there);
	w->collisions++;
	return create(t);
}

static enum verdict created(struct task *t, const struct reply *r)
{
	struct work *w = task_work(t);
	struct request get;

	if (reply_ok(r))
		return chosen(t, w->made);
	if (!reply_is(r, 409, "AlreadyExists"))
		return task_fail(t, "%s", reply_text(r));
	request_init(&get, VERB_GET, KIND(controllerrevision), task_set(t)->namespace, w->made->name);
	return task_send(t, &get, fetched);
}

static enum verdict create(struct task *t)
{
	struct work *w = task_work(t);
	const struct definition *d = w->snapshot->definition;
	char label[16], hash[16];
	struct request r;

	/* The label keeps the hash of the first try. */
	revision_hash(d->data, &task_spec(t)->collisions, label);
	revision_hash(d->data, &w->collisions, hash);
	revision_free(w->made);
	w->made = xcalloc(1, sizeof(*w->made));
	w->made->name = revision_name(task_set(t)->name, hash);
	w->made->version = xstrdup("");
	w->made->data = xstrdup(d->data);
	w->made->number = next_number(w);
	request_init(&r, VERB_CREATE, KIND(controllerrevision), task_set(t)->namespace, NULL);
	revision_body(task_set(t), d->pod_template, d->data, w->made->name, w->made->number, label, &r.body);
	return task_send(t, &r, created);
}

static bool means_the_same(struct definition *d, const struct revision *last)
{
	_cleanup_(freep) char *id = xasprintf("%s/%s", last->name, last->version);

	if (streq0(d->same_as, id))
		return true;
	if (!revision_same_meaning(d->spec, last->data, d->data))
		return false;
	free(d->same_as);
	d->same_as = take(id);
	return true;
}

/* Without the template, only to explain: the revision that the status names. */
static enum verdict believe_status(struct task *t)
{
	vec_each(&task_work(t)->revisions, r) {
		if (streq((*r)->name, task_spec(t)->update_revision))
			return chosen(t, *r);
	}
	task_reason(t, reason_make(REASON_WILL_ACT, "", "waiting for the controller to look at it"));
	return task_fail(t, "revision \"%s\" is not known", task_spec(t)->update_revision);
}

static enum verdict apply(struct task *t)
{
	struct work *w = task_work(t);
	struct definition *d = w->snapshot->definition;
	const struct revision *equal = NULL, *last;

	list(w);
	if (!d->known)
		return believe_status(t);
	w->collisions = task_spec(t)->collisions;
	last = w->revisions.len ? vec_last(&w->revisions) : NULL;
	vec_each(&w->revisions, r) {
		if (streq((*r)->data, d->data))
			equal = *r;
	}
	if (equal == last && last)
		return chosen(t, last);
	if (equal)
		return renumber(t, equal);
	if (last && w->gates.semantic_revisions && means_the_same(d, last))
		return chosen(t, last);
	return create(t);
}

const struct rule choose_revisions_rule = {
	.name = "choose revisions",
	.says = "the template's revision is found, re-numbered or made; the current one is the status's, or the same",
	.phase = PHASE_REVISIONS,
	.order = 1,
	.apply = apply,
};
