/*
 * See watch.h. A watch first hands out what was there when it was opened (references to those objects), then follows
 * the history by number. A change out of the selector is a deletion to its client, one into it an addition.
 */
#include "sim/watch.h"

#include "sim/api/api.h"
#include "sim/api/canonical.h"
#include "sim/api/form.h"
#include "sim/api/select.h"
#include "sim/frames.h"
#include "sim/protobuf.h"
#include "sim/table.h"

struct watch {
	struct world *world;
	struct storage *storage;
	struct watch_options o;
	struct selection selection;
	char *namespace;
	object_vec initial;		/* references still to be sent, from `sent` on */
	size_t sent;
	uint64_t position;		/* number of the next change */
	uint64_t rv;			/* up to which everything was sent */
	int bookmarks;			/* wanted behind what is unread */
	bool columns_sent, failed, ended;
	void (*notify)(void *arg);
	void *notify_arg;
};

static void fill_initial(struct watch *w)
{
	const struct kind *k = w->o.resource->kind;
	size_t count = storage_count(w->storage, k);

	for (size_t i = w->namespace ? storage_find(w->storage, k, w->namespace, "") : 0; i < count; i++) {
		const struct object *o = storage_at(w->storage, k, i);

		if (w->namespace && !streq(o->namespace, w->namespace))
			break;
		if (selection_matches(&w->selection, o))
			vec_push(&w->initial, object_ref(o));
	}
}

struct watch *watch_new(struct world *world, struct watch_options *o)
{
	struct watch *w = xcalloc(1, sizeof(*w));
	const struct kind *k = o->resource->kind;

	w->world = world;
	w->storage = world_storage(world);
	w->o = *o;
	w->selection = *o->selection;
	*o->selection = (struct selection){ 0 };
	w->namespace = xstrdup(o->namespace);
	w->rv = o->initial ? storage_revision(w->storage) : o->rv;
	w->failed = o->error != NULL;
	w->ended = o->over;
	if (o->initial)
		fill_initial(w);
	if (o->initial || w->failed)
		w->position = storage_history_end(w->storage, k);
	else if (storage_history_after(w->storage, k, o->rv, &w->position) < 0)
		w->failed = true;
	api_watch_add(world_api(world), w);
	return w;
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	api_watch_del(world_api(w->world), w);
	for (size_t i = w->sent; i < w->initial.len; i++)
		object_unref(w->initial.items[i]);
	vec_release(&w->initial);
	selection_release(&w->selection);
	free(w->namespace);
	free(w->o.error);
	free(w);
}

const struct kind *watch_kind(const struct watch *w)
{
	const struct kind *k = w->o.resource->kind;

	return k->stored_as ? k->stored_as : k;
}

void watch_notify(struct watch *w, void (*fn)(void *arg), void *arg)
{
	w->notify = fn;
	w->notify_arg = arg;
}

void watch_wake(struct watch *w)
{
	if (w->notify)
		w->notify(w->notify_arg);
}

void watch_bookmark(struct watch *w)
{
	if (!w->o.bookmarks || w->ended)
		return;
	w->bookmarks = 1;
	watch_wake(w);
}

bool watch_ended(const struct watch *w)
{
	return w->ended;
}

/* --- rendering --- */

static struct table_options table_options(const struct watch *w)
{
	return (struct table_options){
		.resource = w->o.resource,
		.version = w->o.version,
		.include = w->o.include,
		.now_s = world_now(w->world) / 1000,
	};
}

static void add_as_asked(const struct watch *w, const struct object *o, struct str *out)
{
	_cleanup_(object_unrefp) const struct object *shown = form_object(w->o.resource, o);

	str_addn(out, shown->bytes, shown->len);
}

/* An event is a line of JSON, or a frame that is made of it: begun, filled with the object, ended. */
static size_t begin_event(const struct watch *w, const char *type, struct str *out)
{
	if (!w->o.protobuf)
		str_addf(out, "{\"type\":\"%s\",\"object\":", type);
	return out->len;
}

static void end_event(const struct watch *w, const char *type, size_t start, struct str *out)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (!w->o.protobuf) {
		str_add(out, "}\n");
		return;
	}
	tree = json_parse(out->buf + start, out->len - start, NULL);
	str_cut(out, start);
	protobuf_add_event(type, tree, out);
}

/* The object of an event with the version of the event, which differs when an object left the selector. */
static void add_object(struct watch *w, const struct object *o, uint64_t rv, struct str *out)
{
	_cleanup_(str_release) struct str bytes = STR_INIT;
	_cleanup_(object_unrefp) const struct object *other = NULL;
	struct table_options t = table_options(w);

	if (o->rv != rv) {
		canonical_add_version(o, rv, &bytes);
		other = object_parse(o->kind, bytes.buf, bytes.len, OBJECT_BYTES, NULL);
		o = other;
	}
	if (w->o.as == FORM_TABLE)
		table_add_one(&t, o, rv, !w->columns_sent, out);
	else if (w->o.as == FORM_PARTIAL)
		partial_add(o, w->o.version, out);
	else
		add_as_asked(w, o, out);
	w->columns_sent = true;
}

/* An event that other watches have in the same words. */
static bool is_common(const struct watch *w, const struct object *o, uint64_t rv)
{
	return w->o.protobuf && w->o.as == FORM_OBJECT && o->rv == rv && o->kind == w->o.resource->kind;
}

static void add_event(struct watch *w, const char *type, const struct object *o, uint64_t rv, struct str *out)
{
	bool common = is_common(w, o, rv);
	size_t start;

	w->ended |= w->o.mute;
	if (w->ended || (common && frames_add(api_frames(world_api(w->world)), type, o, out)))
		return;
	start = begin_event(w, type, out);
	add_object(w, o, rv, out);
	end_event(w, type, start, out);
	if (common)
		frames_keep(api_frames(world_api(w->world)), type, o, out->buf + start, out->len - start);
}

static void add_bookmark(struct watch *w, bool end, struct str *out)
{
	_cleanup_(str_release) struct str metadata = STR_INIT;
	struct table_options t = table_options(w);
	char version[128];
	size_t start;

	str_addf(&metadata, "{\"resourceVersion\":\"%" PRIu64 "\"%s}", w->rv,
		end ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "");
	kind_api_version(w->o.resource->kind, version, sizeof(version));
	start = begin_event(w, "BOOKMARK", out);
	if (w->o.as == FORM_TABLE)
		table_add_bookmark(&t, metadata.buf, w->rv, !w->columns_sent, out);
	else if (w->o.as == FORM_PARTIAL)
		partial_add_text(metadata.buf, metadata.len, w->o.version, out);
	else
		str_addf(out, "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s}", watch_kind(w)->name, version,
		         metadata.buf);
	end_event(w, "BOOKMARK", start, out);
	w->columns_sent = true;
}

static void add_error(struct watch *w, struct str *out)
{
	_cleanup_(status_release) struct status why = STATUS_INIT;
	size_t start = begin_event(w, "ERROR", out);

	if (w->o.error) {
		str_add(out, w->o.error);
	} else {
		status_set(&why, 410, "Expired", "too old resource version: %" PRIu64 " (%" PRIu64 ")", w->rv,
			storage_compacted(w->storage, watch_kind(w)));
		status_print(&why, out);
	}
	end_event(w, "ERROR", start, out);
	w->ended = true;
}

static void add_change(struct watch *w, const struct change *c, struct str *out)
{
	bool before, after;

	w->rv = c->rv;
	if (w->namespace && !streq(c->now->namespace, w->namespace))
		return;
	before = c->old && selection_matches(&w->selection, c->old);
	after = c->type != CHANGE_DELETED && selection_matches(&w->selection, c->now);
	if (after)
		add_event(w, before ? "MODIFIED" : "ADDED", c->now, c->rv, out);
	else if (before)
		add_event(w, "DELETED", c->type == CHANGE_DELETED ? c->now : c->old, c->rv, out);
}

/* --- reading --- */

static void read_initial(struct watch *w, size_t most, struct str *out)
{
	size_t before = out->len;

	while (w->sent < w->initial.len && out->len - before < most) {
		const struct object *o = w->initial.items[w->sent++];

		add_event(w, "ADDED", o, o->rv, out);
		object_unref(o);
	}
	if (w->sent < w->initial.len)
		return;
	vec_release(&w->initial);
	w->sent = 0;
	w->o.initial = false;
	if (w->o.mark_end)
		add_bookmark(w, true, out);
}

static void read_changes(struct watch *w, size_t most, struct str *out)
{
	const struct kind *k = watch_kind(w);
	size_t before = out->len;

	while (!w->ended && w->position < storage_history_end(w->storage, k) && out->len - before < most) {
		const struct change *c = storage_change(w->storage, k, w->position);

		if (!c) {
			add_error(w, out);
			return;
		}
		add_change(w, c, out);
		w->position++;
	}
	if (w->bookmarks == 0 || w->position < storage_history_end(w->storage, k))
		return;
	w->bookmarks = 0;
	w->rv = MAX(w->rv, storage_revision(w->storage));
	add_bookmark(w, false, out);
}

bool watch_read(struct watch *w, size_t most, struct str *out)
{
	size_t before = out->len;

	if (w->ended)
		return false;
	if (w->failed)
		add_error(w, out);
	else if (w->o.initial)
		read_initial(w, most, out);
	if (!w->ended && !w->o.initial && out->len - before < most)
		read_changes(w, most, out);
	return out->len > before;
}
