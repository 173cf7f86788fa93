#include "reconciler/counters.h"

#include "base/json.h"

bool pod_created(const struct object *pod)
{
	return *pod_of(pod)->phase != '\0';
}

bool pod_ended(const struct object *pod)
{
	const char *phase = pod_of(pod)->phase;

	return streq(phase, "Failed") || streq(phase, "Succeeded");
}

bool pod_running_and_ready(const struct object *pod)
{
	return pod_of(pod)->ready && streq(pod_of(pod)->phase, "Running");
}

/* Until the Ready condition is min_ready seconds old; negative: it has been for that long. A condition without a
 * time never is. */
static int64_t remaining_ms(const struct object *pod, int32_t min_ready, int64_t now_ms)
{
	return (pod_of(pod)->ready_at + min_ready) * 1000 - now_ms;
}

bool pod_available(const struct object *pod, int32_t min_ready, int64_t now_ms)
{
	if (!pod_of(pod)->ready)
		return false;
	return min_ready == 0 || (pod_of(pod)->ready_at != 0 && remaining_ms(pod, min_ready, now_ms) <= 0);
}

bool pod_unavailable(const struct object *pod, int32_t min_ready, int64_t now_ms)
{
	return pod->deleted != 0 || !pod_available(pod, min_ready, now_ms);
}

int64_t pod_available_in(const struct object *pod, int32_t min_ready, int64_t now_ms)
{
	if (!pod_of(pod)->ready || pod_of(pod)->ready_at == 0 || pod_available(pod, min_ready, now_ms))
		return -1;
	return remaining_ms(pod, min_ready, now_ms);
}

void counters_add(struct counters *c, const struct object *pod, struct carried carried, int32_t min_ready,
		  int64_t now_ms)
{
	if (!pod_created(pod))
		return;
	c->replicas++;
	if (pod_running_and_ready(pod)) {
		c->ready++;
		c->available += pod_available(pod, min_ready, now_ms);
	}
	if (pod->deleted)
		return;
	c->current += carried.current;
	c->updated += carried.updated;
}

void set_status_release(struct set_status *s)
{
	free(s->current_revision);
	free(s->update_revision);
	*s = (struct set_status){ 0 };
}

void set_status_complete(struct set_status *s, const struct statefulset *set)
{
	const struct counters *c = &s->counters;

	if (set->on_delete || c->updated != c->replicas || c->ready != c->replicas || set->replicas != c->replicas)
		return;
	s->counters.current = c->updated;
	free(s->current_revision);
	s->current_revision = xstrdup(s->update_revision);
}

bool set_status_differs(const struct set_status *s, const struct object *set)
{
	const struct statefulset *old = statefulset_of(set);
	const struct counters *c = &s->counters;

	return s->observed_generation > old->observed_generation || c->replicas != old->status_replicas ||
	       c->current != old->current || c->ready != old->ready || c->updated != old->updated ||
	       c->available != old->available || !streq(s->current_revision, old->current_revision) ||
	       !streq(s->update_revision, old->update_revision);
}

void set_status_print(const struct set_status *s, struct str *out)
{
	const struct counters *c = &s->counters;
	_cleanup_(json_freep) json *j = json_object();

	if (s->observed_generation)
		json_set_int(j, "observedGeneration", s->observed_generation);
	json_set_int(j, "replicas", c->replicas);
	if (c->ready)
		json_set_int(j, "readyReplicas", c->ready);
	if (c->current)
		json_set_int(j, "currentReplicas", c->current);
	if (c->updated)
		json_set_int(j, "updatedReplicas", c->updated);
	if (*s->current_revision)
		json_set_str(j, "currentRevision", s->current_revision);
	if (*s->update_revision)
		json_set_str(j, "updateRevision", s->update_revision);
	json_set_int(j, "collisionCount", s->collisions);
	json_set_int(j, "availableReplicas", c->available);
	json_print(j, JSON_PLAIN, out);
}
