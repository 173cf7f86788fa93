/* See watch.h. */
#include "base/limits.h"
#include "client/watch.h"

void watch_reader_release(struct watch_reader *w)
{
	str_release(&w->text);
	w->scan = (struct scan){ 0 };
	w->inside = false;
}

/* Takes one run of blanks or one run of an object's bytes from the head of the piece. */
static int feed_some(struct watch_reader *w, const char *bytes, size_t len, size_t *ret_used, struct err *err)
{
	bool complete;

	if (!w->inside && scan_is_blank(*bytes)) {
		*ret_used = 1;
		return 0;
	}
	if (!w->inside && *bytes != '{')
		return err_set(err, -EPROTO, "the watch sent something that is no event");
	w->inside = true;
	size_t used = scan_object(&w->scan, bytes, len, &complete);

	if (w->text.len + used > LIMIT_WATCH_LINE_BYTES)
		return err_set(err, -E2BIG, "one watch event is larger than %d MiB", LIMIT_WATCH_LINE_BYTES >> 20);
	str_addn(&w->text, bytes, used);
	*ret_used = used;
	return complete;
}

int watch_feed(struct watch_reader *w, const char *bytes, size_t len, struct err *err)
{
	while (len > 0) {
		size_t used = 0;
		int r = feed_some(w, bytes, len, &used, err);

		if (r < 0)
			return r;
		bytes += used;
		len -= used;
		if (r == 0)
			continue;
		/* The text is moved out first: the callback may end this stream and begin another. */
		_cleanup_(str_release) struct str text = w->text;

		str_init(&w->text);
		w->inside = false;
		if (!w->event(w->arg, text.buf, text.len))
			return 0;
	}
	return 0;
}

static enum stream_type type_of(const char *word)
{
	static const char *const words[] = { "ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR" };

	for (size_t i = 0; word && i < COUNT(words); i++)
		if (streq(word, words[i]))
			return (enum stream_type)i;
	return STREAM_UNKNOWN;
}

void stream_event_release(struct stream_event *e)
{
	object_unref(e->object);
	free(e->version);
	status_release(&e->status);
	*e = (struct stream_event){ .type = STREAM_UNKNOWN };
}

struct object *object_received(const struct kind *k, json *tree, enum object_keep keep, struct err *err)
{
	json *metadata = json_get(tree, "metadata");

	if (json_type(metadata) != JSON_OBJECT) {
		err_set(err, -EPROTO, "the server sent a %s without metadata", k->name);
		return NULL;
	}
	json_del(metadata, "managedFields");
	if (keep == OBJECT_BYTES && !json_get_str(tree, "kind")) {
		char version[128];

		kind_api_version(k, version, sizeof(version));
		json_set_str(tree, "kind", k->name);
		json_set_str(tree, "apiVersion", version);
	}
	return object_new(k, tree, keep, err);
}

static void read_bookmark(const json *object, struct stream_event *e)
{
	const json *annotations = json_at(object, "metadata.annotations");

	e->version = xstrdup(json_str(json_at(object, "metadata.resourceVersion")));
	e->initial_end = streq0(json_get_str(annotations, "k8s.io/initial-events-end"), "true");
}

static void read_error(const json *object, struct stream_event *e)
{
	_cleanup_(freep) char *text = json_text(object);

	status_parse(&e->status, (int)json_get_int(object, "code", 500), text, strlen(text));
}

static void read_object(const struct kind *k, enum object_keep keep, json *object, struct stream_event *e,
                        struct err *err)
{
	const char *name = json_get_str(object, "kind");

	if (name && !streq(name, k->name)) {
		err_set(err, -EPROTO, "an event of kind %.60s in the watch of %s", name, k->plural);
		e->type = STREAM_UNKNOWN;
		return;
	}
	e->object = object_received(k, object, keep, err);
	if (!e->object)
		e->type = STREAM_UNKNOWN;
}

int stream_event_parse(const struct kind *k, enum object_keep keep, const char *text, size_t len,
                       struct stream_event *ret, struct err *err)
{
	_cleanup_(json_freep) json *tree = json_parse(text, len, err);

	if (!tree)
		return err ? err->code : -EINVAL;
	struct stream_event e = { .type = type_of(json_get_str(tree, "type")) };
	json *object = json_get(tree, "object");

	if (e.type == STREAM_UNKNOWN)
		err_set(err, -EPROTO, "an event of type %.60s in the watch of %s",
		        json_str_or(json_get(tree, "type"), "(none)"), k->plural);
	else if (e.type == STREAM_BOOKMARK)
		read_bookmark(object, &e);
	else if (e.type == STREAM_ERROR)
		read_error(object, &e);
	else
		read_object(k, keep, object, &e, err);
	*ret = e;
	return 0;
}
