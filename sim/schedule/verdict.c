/*
 * Asks every node and chooses, or says why none will do. The sentence is kube-scheduler's: reasons counted and sorted
 * as texts, then what its post-filters found, which here never is a pod to preempt.
 */
#include "sim/schedule/attempt.h"

struct counted {
	const char *reason;
	int nodes;
};
typedef VEC(struct counted) counts;

static void count(counts *c, const char *reason)
{
	struct counted one = { reason, 1 };

	vec_each(c, known)
		if (streq(known->reason, reason)) {
			known->nodes++;
			return;
		}
	vec_push(c, one);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "2 node(s) were unschedulable, 2 Insufficient cpu", in the order of these texts. */
static void add_counts(struct str *out, const counts *c)
{
	char **texts = xcalloc(c->len + 1, sizeof(*texts));

	for (size_t i = 0; i < c->len; i++)
		texts[i] = xasprintf("%d %s", c->items[i].nodes, c->items[i].reason);
	qsort(texts, c->len, sizeof(*texts), compare_texts);
	for (size_t i = 0; i < c->len; i++) {
		str_addf(out, "%s%s", i > 0 ? ", " : "", texts[i]);
		free(texts[i]);
	}
	free(texts);
}

static void explain(struct str *why, size_t nodes, const counts *reasons, const counts *preemption)
{
	str_addf(why, "0/%zu nodes are available: ", nodes);
	add_counts(why, reasons);
	str_addf(why, ". no new claims to deallocate, preemption: 0/%zu nodes are available: ", nodes);
	add_counts(why, preemption);
	str_addc(why, '.');
}

static size_t nodes_of(const struct roster *r)
{
	struct map_entry *e;
	size_t n = 0;

	for (size_t i = 0; (e = map_next(&r->seats, &i));)
		n += ((const struct seat *)e->value)->node != NULL;
	return n;
}

/* One of the best, by chance; *equals is how many were as good so far. */
static bool better(struct rng *rng, int64_t score, int64_t best, uint32_t *equals)
{
	if (score < best)
		return false;
	*equals = score > best ? 1 : *equals + 1;
	return *equals == 1 || rng_below(rng, *equals) == 0;
}

static const struct seat *choose(struct attempt *a, struct rng *rng, counts *reasons, counts *preemption, int *wakes)
{
	const struct seat *best = NULL;
	int64_t best_score = INT64_MIN;
	uint32_t equals = 0;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&a->roster->seats, &i));) {
		const struct seat *s = e->value;
		struct refusal refusal;

		if (!s->node)
			continue;
		if (filters_pass(a, s, &refusal)) {
			int64_t score = seat_score(a, s);

			if (better(rng, score, best_score, &equals)) {
				best = s;
				best_score = score;
			}
			continue;
		}
		for (size_t r = 0; r < refusal.nreasons; r++)
			count(reasons, refusal.reasons[r]);
		count(preemption, refusal.helpless ? "Preemption is not helpful for scheduling"
						   : "No preemption victims found for incoming pod");
		*wakes |= refusal.wakes;
	}
	return best;
}

const struct seat *attempt_choose(struct attempt *a, struct rng *rng, struct str *why, int *wakes)
{
	counts reasons = VEC_INIT, preemption = VEC_INIT;
	size_t nodes = nodes_of(a->roster);
	const struct seat *best = NULL;

	*wakes = WAKE_NODE;
	if (nodes == 0) {
		str_add(why, "no nodes available to schedule pods");
	} else if (a->obstacle) {
		*wakes = a->obstacle_wakes;
		str_addf(why, "0/%zu nodes are available: %s. not found", nodes, a->obstacle);
	} else {
		best = choose(a, rng, &reasons, &preemption, wakes);
		if (!best)
			explain(why, nodes, &reasons, &preemption);
	}
	vec_release(&reasons);
	vec_release(&preemption);
	return best;
}
