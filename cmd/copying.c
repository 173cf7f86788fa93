#include "cmd/copying.h"

#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/pod.h"

#define ELSEWHERE "500"			/* pods of other namespaces are read up to so many */

struct copying {
	struct copies copies;
	char *namespace;		/* NULL: all, for a node */
	void (*done)(void *arg, struct copies *c);
	void *arg;
	VEC(struct asked *) asked;
	int open;			/* answers that are still to come */
	bool stopped;
};

static const struct source {
	const struct kind *kind;
	bool wide;			/* of the cluster */
	bool elsewhere;			/* the pods of all namespaces */
	const char *without;		/* what is taken for granted where it may not be read; NULL: nothing works */
} sources[] = {
	{ KIND(statefulset), .without = NULL },
	{ KIND(pod), .without = NULL },
	{ KIND(persistentvolumeclaim), .without = "they are made anew" },
	{ KIND(controllerrevision), .without = "every pod may look outdated" },
	{ KIND(service), .without = "there is none" },
	{ KIND(poddisruptionbudget), .without = "there is none" },
	{ KIND(node), .wide = true, .without = "all are ready and have room" },
	{ KIND(persistentvolume), .wide = true, .without = "each claim has its own" },
	{ KIND(storageclass), .wide = true, .without = "each is made when it is needed" },
	{ KIND(pod), .wide = true, .elsewhere = true, .without = "they take no room on the nodes" },
};

struct asked {
	struct copying *copying;
	const struct source *source;
};

void copies_release(struct copies *c)
{
	vec_each(&c->objects, o)
		object_unref(*o);
	vec_release(&c->objects);
	notes_release(&c->notes);
	free(take(c->failure));
}

void copying_free(struct copying *c)
{
	copies_release(&c->copies);
	vec_each(&c->asked, asked)
		free(*asked);
	vec_release(&c->asked);
	free(c->namespace);
	free(c);
}

/* --- standing in for what may not be read --- */

static void add_made(struct copies *c, const struct kind *k, json *tree)
{
	struct object *o;

	json_set_str(tree, "kind", k->name);
	o = object_new(k, tree, OBJECT_BYTES, NULL);
	if (o)
		vec_push(&c->objects, o);
	json_free(tree);
}

static bool has(const struct copies *c, const struct kind *k, const char *name)
{
	vec_each(&c->objects, o)
		if ((*o)->kind == k && streq((*o)->name, name))
			return true;
	return false;
}

static void stand_in(struct copies *c, const struct kind *k, const struct object *for_whom)
{
	const struct persistentvolumeclaim *claim =
	    for_whom->kind == KIND(persistentvolumeclaim) ? persistentvolumeclaim_of(for_whom) : NULL;

	if (k == KIND(node) && for_whom->kind == KIND(pod) && *pod_of(for_whom)->node &&
	    !has(c, k, pod_of(for_whom)->node))
		add_made(c, k, json_format("{'apiVersion':'v1','metadata':{'name':%q,'uid':%q},'spec':{},'status':{}}",
					   pod_of(for_whom)->node, pod_of(for_whom)->node));
	if (k == KIND(persistentvolume) && claim && *claim->volume && !has(c, k, claim->volume))
		add_made(c, k, json_format("{'apiVersion':'v1','metadata':{'name':%q,'uid':%q},'spec':{'capacity':"
					   "{'storage':%q},'accessModes':['ReadWriteOnce'],'storageClassName':%q,"
					   "'persistentVolumeReclaimPolicy':'Retain','claimRef':{'kind':"
					   "'PersistentVolumeClaim','namespace':%q,'name':%q,'uid':%q}},"
					   "'status':{'phase':'Bound'}}", claim->volume, claim->volume, claim->capacity,
					   claim->class, for_whom->namespace, for_whom->name, for_whom->uid));
	if (k == KIND(storageclass) && claim && *claim->class && !has(c, k, claim->class))
		add_made(c, k, json_format("{'apiVersion':'storage.k8s.io/v1','metadata':{'name':%q,'uid':%q},"
					   "'provisioner':'unknown','reclaimPolicy':'Retain','volumeBindingMode':"
					   "'WaitForFirstConsumer'}", claim->class, claim->class));
}

static void stand_in_all(struct copies *c, const struct kind *k)
{
	size_t n = c->objects.len;	/* what is made stands behind */

	for (size_t i = 0; i < n; i++)
		stand_in(c, k, c->objects.items[i]);
}

/* --- answers --- */

static void take_items(struct copying *c, const struct source *s, const json *list)
{
	for (json *i = json_first(json_get(list, "items")); i; i = json_next(i)) {
		const char *namespace = json_str_or(json_at(i, "metadata.namespace"), "");
		char version[128];
		struct object *o;

		if (s->elsewhere && streq0(namespace, c->namespace))
			continue;
		kind_api_version(s->kind, version, sizeof(version));
		json_set_str(i, "kind", s->kind->name);
		json_set_str(i, "apiVersion", version);
		json_del(json_get(i, "metadata"), "managedFields");
		o = object_new(s->kind, i, OBJECT_BYTES, NULL);
		if (o)
			vec_push(&c->copies.objects, o);
	}
}

static void miss(struct copying *c, const struct source *s, const char *why)
{
	const char *where = s->elsewhere ? " of other namespaces" : "";

	if (!s->without && !c->copies.failure)
		c->copies.failure = xasprintf("%s cannot be read: %s", s->kind->plural, why);
	if (s->without)
		note_add(&c->copies.notes, ROLE_warn, "not read", "%s%s (%s): as if %s", s->kind->plural, where, why,
			 s->without);
}

static void finish(struct copying *c)
{
	for (size_t i = 0; i < COUNT(sources); i++)
		if (sources[i].wide && !sources[i].elsewhere)
			stand_in_all(&c->copies, sources[i].kind);
	c->done(c->arg, &c->copies);
}

static void one_less(struct copying *c)
{
	if (!--c->open && !c->stopped)
		finish(c);
}

static void answered(void *arg, const struct answer *a)
{
	struct asked *asked = arg;
	struct copying *c = asked->copying;
	_cleanup_(json_freep) json *list = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;
	const char *rest = json_str_or(json_at(list, "metadata.continue"), "");

	if (!c->stopped && !list)
		miss(c, asked->source, a->status.message ? a->status.message : "no answer came");
	else if (!c->stopped && *rest)
		miss(c, asked->source, "more than " ELSEWHERE);
	else if (!c->stopped)
		take_items(c, asked->source, list);
	one_less(c);
}

static void ask(struct copying *c, struct port *port, const struct source *s)
{
	struct asked *asked = xcalloc(1, sizeof(*asked));
	struct request r = REQUEST_INIT;

	*asked = (struct asked){ c, s };
	vec_push(&c->asked, asked);
	request_init(&r, VERB_LIST, s->kind, s->wide ? NULL : c->namespace, NULL);
	if (s->elsewhere)
		request_param(&r, "limit", ELSEWHERE);
	port_submit(port, &r, answered, asked);
}

struct copying *copying_start(struct port *port, const struct object *about,
			      void (*done)(void *arg, struct copies *c), void *arg)
{
	struct copying *c = xcalloc(1, sizeof(*c));

	c->namespace = about->kind->namespaced ? xstrdup(about->namespace) : NULL;
	c->done = done;
	c->arg = arg;
	c->open = 1;			/* answers may come before all is asked */
	for (size_t i = 0; i < COUNT(sources); i++) {
		if (sources[i].elsewhere && !c->namespace)
			continue;
		c->open++;
		ask(c, port, &sources[i]);
	}
	one_less(c);
	return c;
}

void copying_stop(struct copying *c)
{
	if (c)
		c->stopped = true;
}

bool copying_over(const struct copying *c)
{
	return !c->open;
}
