/* One pod: what it is, where it runs, what it uses, why it does not run, and its events. */
#include "kube/kinds/event.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "reconciler/identity.h"
#include "tui/ages.h"
#include "tui/app.h"
#include "tui/happening.h"
#include "tui/slot.h"

static void add(struct view *v, const char *label, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* A line with its label; empty texts are left out. */
static void add(struct view *v, const char *label, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(freep) char *padded = xasprintf("%-10s", label);
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	if (text.len)
		pager_add_labelled(&v->pager, ROLE_muted, padded, text.buf);
}

static void add_state(struct view *v, const struct object *o)
{
	const struct pod *p = pod_of(o);
	const struct slot_look *l = slot_look(slot_state_of(o, true, app_now_s(v->app)));
	_cleanup_(str_release) struct str age = STR_INIT;

	age_add_long(&age, app_now_s(v->app) - o->created);
	add(v, "state", "%s %s   %s, %d of %d containers ready", l->word, l->glyph,
	    o->deleted ? "Terminating" : p->status, p->containers_ready, p->containers);
	vec_last(&v->pager.lines).role = l->role;
	add(v, "because", "%s", p->message);
	add(v, "age", "%s%s", age.buf, p->restarts ? "" : ", never restarted");
	if (p->restarts)
		add(v, "restarts", "%d", p->restarts);
}

static void add_claims(struct view *v, const struct object *o)
{
	const struct pod *p = pod_of(o);

	for (size_t i = 0; i < p->nvolumes; i++) {
		const struct object *c =
		    cache_get(app_cache(v->app), KIND(persistentvolumeclaim), o->namespace, p->volumes[i].claim);
		const struct persistentvolumeclaim *facts = c ? persistentvolumeclaim_of(c) : NULL;

		if (!*p->volumes[i].claim)
			continue;
		if (facts)
			add(v, "claim", "%s  %s %s  volume %s", c->name,
			    *facts->capacity ? facts->capacity : facts->requested, facts->phase,
			    *facts->volume ? facts->volume : "none yet");
		else
			add(v, "claim", "%s  is not there", p->volumes[i].claim);
	}
}

static void add_events(struct view *v, const struct object *o)
{
	object_vec all = VEC_INIT;
	const char *label = "events";

	happenings(app_cache(v->app), o, &all);
	pager_add(&v->pager, ROLE_text, "");
	for (size_t i = 0; i < all.len; i++) {
		const struct event *e = event_of(all.items[i]);
		_cleanup_(str_release) struct str age = STR_INIT;

		age_add(&age, app_now_s(v->app) - e->last_seen);
		add(v, label, "%5s  %-18s %s", age.buf, e->reason, e->message);
		label = "";
		vec_last(&v->pager.lines).role = streq(e->type, "Warning") ? ROLE_warn : ROLE_text;
	}
	vec_release(&all);
}

static void update(struct view *v)
{
	const struct object *o = view_about(v);
	const struct owner *owner = o ? object_controller(o) : NULL;
	char hash[5];

	pager_clear(&v->pager);
	if (!o) {
		pager_addf(&v->pager, ROLE_warn, "%s is gone; a pod that took its name is another one", v->name);
		return;
	}
	pager_add(&v->pager, ROLE_text, "");
	add_state(v, o);
	add(v, "node", "%s", *pod_of(o)->node ? pod_of(o)->node : "none yet");
	add(v, "address", "%s", pod_of(o)->ip);
	add(v, "image", "%s", pod_of(o)->image);
	revision_short(identity_revision(o), hash);
	if (owner)
		add(v, "owner", "%s %s%s%s", owner->kind, owner->name, *hash ? ", revision " : "", hash);
	add_claims(v, o);
	add(v, "uid", "%s", o->uid);
	add_events(v, o);
}

static void draw(struct view *v, struct surface *s, struct rect r)
{
	update(v);				/* ages tick */
	pager_draw(&v->pager, s, r);
}

static bool key(struct view *v, struct key k)
{
	return pager_key(&v->pager, k, 10);
}

static const struct kind *const needs[] = { KIND(pod), KIND(persistentvolumeclaim), KIND(event), NULL };

const struct view_class pod_view = {
	.name = "pod", .help = "One pod: state, node, claims, events", .needs = needs, .about = true, .update = update,
	.draw = draw, .key = key,
};
