#include "tests/tools/simulate/play.h"

#define START_MS INT64_C(1768478400000)		/* 2026-01-15T12:00:00Z */
#define TURNS_MAX 200000			/* more in one history: it runs in circles */

int64_t play_now(const struct play *p)
{
	return world_now(p->world);
}

struct storage *play_storage(const struct play *p)
{
	return world_storage(p->world);
}

const struct object *play_set(const struct play *p)
{
	return storage_get(play_storage(p), KIND(statefulset), NAMESPACE, SET);
}

void play_reached(struct play *p, enum state s)
{
	p->tally.reached[s] = 1;
}

void play_log(struct play *p, const char *fmt, ...)
{
	va_list args;

	if (!p->log)
		return;
	str_addf(p->log, "%9.3f  ", (double)(play_now(p) - START_MS) / 1000);
	va_start(args, fmt);
	str_vaddf(p->log, fmt, args);
	va_end(args);
	str_addc(p->log, '\n');
}

void play_broke(struct play *p, const char *law, const char *fmt, ...)
{
	va_list args;

	if (p->law)
		return;
	p->law = law;
	va_start(args, fmt);
	str_vaddf(&p->why, fmt, args);
	va_end(args);
	play_log(p, "BROKEN: %s: %s", law, p->why.buf);
}

static int64_t next_due(const struct play *p)
{
	int64_t world = world_next(p->world), due = world >= 0 ? world : INT64_MAX;

	due = MIN(due, MIN(cluster_due(p), wire_due(p)));
	for (size_t i = 0; i < p->ninstances; i++)
		due = MIN(due, instance_due(&p->instances[i]));
	return due;
}

static void turn(struct play *p)
{
	world_advance(p->world, play_now(p));
	cluster_turn(p);
	for (size_t i = 0; i < p->ninstances; i++)
		instance_turn(&p->instances[i]);
	wire_turn(p);
	laws_turn(p);
}

/* After something changed at the present moment all hear of it before time goes on. */
void play_advance(struct play *p, int64_t until_ms)
{
	int64_t due;

	do {
		uint64_t before = storage_revision(play_storage(p));

		turn(p);
		if (++p->turns > TURNS_MAX)
			play_broke(p, "settles", "it runs in circles");
		due = storage_revision(play_storage(p)) != before ? play_now(p) : next_due(p);
		if (due <= until_ms)
			world_jump(p->world, due);
	} while (due <= until_ms && !p->law);
	world_jump(p->world, until_ms);
}

static void act(struct play *p, const struct action *a)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	action_print(a, &text);
	play_log(p, "%zu: %s", a->number, text.buf);
	cluster_act(p, a);
	play_advance(p, play_now(p) + a->wait_ms);
}

bool play_run(struct play *p, const struct script *s, enum plant plant, struct str *log)
{
	struct world_options options = { .start_ms = START_MS, .seed = s->seed, .controllers = "garbage,protection" };

	*p = (struct play){ .script = s, .plant = plant, .log = log, .leader = -1, .down = -1, .why = STR_INIT };
	p->tally.histories = 1;
	p->world = world_new(&options, NULL);
	p->ninstances = s->lease ? 2 : 1;
	for (size_t i = 0; i < p->ninstances; i++)
		instance_init(&p->instances[i], p, (int)i);
	cluster_begin(p);
	play_advance(p, play_now(p) + 4000);
	for (size_t i = 0; i < s->actions.len && !p->law; i++)
		act(p, &s->actions.items[i]);
	if (!p->law)
		settle(p);
	return !p->law;
}

void play_release(struct play *p)
{
	for (size_t i = 0; i < p->ninstances; i++)
		instance_release(&p->instances[i]);
	wire_release(p);
	cluster_release(p);
	vec_release(&p->faults);
	world_free(p->world);
	str_release(&p->why);
}
