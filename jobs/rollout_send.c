/* What a staged rollout sends, one write after the other, and what comes of it. */
#include "client/verbs.h"
#include "jobs/rollout_state.h"
#include "jobs/rollout_write.h"
#include "kube/kinds/statefulset.h"

#define AGAIN_MAX 20			/* times in a row that a write is tried again */
#define AGAIN_MS 1000
#define AGAIN_LONGEST 10		/* times AGAIN_MS, while a server is ill */

enum sent { SENT_NOTHING, SENT_TAKE, SENT_STAGE, SENT_TEMPLATE, SENT_STEP, SENT_UNDO, SENT_DELETE, SENT_END };

/* next becomes a copy of the record, to be changed and written. */
static struct rollout_record *begin_write(struct rollout *x)
{
	rollout_record_release(&x->next);
	rollout_record_copy(&x->record, &x->next);
	return &x->next;
}

static void send(struct job *j, enum sent what, struct request *r, const char *fmt, ...) PRINTF_LIKE(4, 5);

static void send(struct job *j, enum sent what, struct request *r, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	rollout_of(j)->sent = what;
	job_wait(j, "the server (%s)", text.buf);
	/* What is tried again was said before. */
	if (!rollout_of(j)->again)
		job_say(j, JOB_PLAIN, "%s", text.buf);
	job_send(j, (int)what, r);
}

void rollout_send_take(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	next->driver = MAX(j->now_ms, next->driver + 1);
	rollout_write_partition(set, next, -1, &r);
	send(j, SENT_TAKE, &r, "taking up the rollout that was left");
}

void rollout_send_stage(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	next->driver = j->now_ms;
	next->stage = ROLLOUT_STAGED;
	next->partition = MAX(statefulset_of(set)->replicas, next->was);
	rollout_write_partition(set, next, next->partition, &r);
	send(j, SENT_STAGE, &r, "partition to %d: the new template replaces nothing yet", next->partition);
}

void rollout_send_template(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	_cleanup_(json_freep) json *change = take(next->change);
	struct request r;

	next->stage = ROLLOUT_STEPS;
	free(next->to);
	next->to = xstrdup("");
	rollout_write_template(set, next, change, next->merge, &r);
	send(j, SENT_TEMPLATE, &r, "changing the template");
}

void rollout_send_step(struct job *j, const struct object *set, int32_t step)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	if (next->stage == ROLLOUT_BEGINS)
		next->driver = j->now_ms;
	next->stage = ROLLOUT_STEPS;
	next->step = step;
	next->partition = next->partitions.items[step];
	rollout_write_partition(set, next, next->partition, &r);
	send(j, SENT_STEP, &r, "step %d of %zu: partition to %d, replacing %s", step + 1, next->partitions.len,
	     next->partition, j->items.items[step].cells[CELL_REPLACES]);
}

void rollout_send_end(struct job *j, const struct object *set, int32_t partition, const char *why)
{
	struct request r;

	rollout_of(j)->ending = true;
	rollout_write_partition(set, NULL, partition == statefulset_of(set)->partition ? -1 : partition, &r);
	send(j, SENT_END, &r, "%s", why);
}

void rollout_send_undo(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	struct rollout_record *next = begin_write(x);
	const struct object *revision = cache_get(j->cache, KIND(controllerrevision), set->namespace, next->from);
	struct err err = ERR_INIT;
	struct request r;

	next->stage = ROLLOUT_UNDOES;
	next->partition = 0;
	free(next->to);
	next->to = xstrdup("");
	if (!revision || rollout_write_undo(set, next, revision, &r, &err)) {
		x->wants_undo = false;
		rollout_hold(j, HELD_BROKEN, "it cannot be undone: %s",
			     revision ? err.text : "the old revision is gone");
		return;
	}
	send(j, SENT_UNDO, &r, "undo: the template of %s again", next->from);
}

void rollout_send_force(struct job *j, const struct object *pod)
{
	struct rollout *x = rollout_of(j);
	struct request r;

	free(x->forced);
	x->forced = xstrdup(pod->uid);
	verbs_delete(pod, PROPAGATION_BACKGROUND, false, &r);
	send(j, SENT_DELETE, &r, "%s never became ready and would never be replaced: deleting it, claims kept",
	     pod->name);
}

/* --- answers --- */

void rollout_end(struct job *j)
{
	struct rollout *x = rollout_of(j);

	rollout_item(j, x->undone ? MARK_STAYS : MARK_DONE, x->undone ? "undone" : "healthy");
	if (x->undone)
		job_end(j, JOB_STOPPED, "undone: %s is as it was", j->name);
	else
		job_end(j, JOB_DONE, "%s is rolled out to partition %d", j->name, x->record.partition);
}

static void written(struct job *j, enum sent what)
{
	struct rollout *x = rollout_of(j);

	if (what == SENT_DELETE)
		return;
	if (what == SENT_END) {
		rollout_end(j);
		return;
	}
	rollout_record_release(&x->record);
	rollout_record_copy(&x->next, &x->record);
	x->taken = true;
	x->healthy_ms = 0;
	x->step_ms = j->now_ms;
	if (what == SENT_UNDO)
		x->wants_undo = false;
	if (what != SENT_STEP)
		return;
	x->wants_next = false;
	rollout_item(j, MARK_BUSY, "");
}

void rollout_read_again(struct job *j)
{
	struct rollout *x = rollout_of(j);
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);
	struct rollout_record found;

	if (!set || rollout_record_read(set, &found, NULL))
		return;
	if (found.driver == x->record.driver || found.driver == x->next.driver) {
		/* The revision's name was learnt and is written with the next step only. */
		if (!*found.to && found.stage == x->record.stage) {
			free(found.to);
			found.to = take(x->record.to);
		}
		rollout_record_release(&x->record);
		x->record = found;
	} else {
		rollout_record_release(&found);
	}
}

/* The server is ill, or was not reached: a write that may have come to pass, or may the next time. */
static bool passing(const struct answer *a)
{
	return a->code == 0 || a->code == 429 || a->code >= 500;
}

void rollout_answered(struct job *j, int about, const struct answer *a)
{
	struct rollout *x = rollout_of(j);
	enum sent what = (enum sent)about;

	x->sent = SENT_NOTHING;
	if (answer_ok(a) || (what == SENT_DELETE && a->code == 404)) {
		x->again = 0;
		if (what != SENT_DELETE && a->object)
			x->version = a->object->rv;
		written(j, what);
		return;
	}
	if (what == SENT_DELETE)
		free(take(x->forced));
	if ((verbs_outdated(a) || passing(a)) && x->again++ < AGAIN_MAX) {
		job_wake(j, j->now_ms + (passing(a) ? MIN(x->again, AGAIN_LONGEST) : 1) * AGAIN_MS);
		return;
	}
	j->phase = JOB_REFUSED;
	job_wait(j, "refused: %s", a->status.message ? a->status.message : "no answer came");
	job_say(j, JOB_BAD, "refused: %s", a->status.message ? a->status.message : "no answer came");
}
