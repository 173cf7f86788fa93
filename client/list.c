/* See list.h. */
#include "base/limits.h"
#include "client/list.h"
#include "client/watch.h"

enum { ENVELOPE, ITEMS, ITEM, AFTER_ITEMS };

#define ENVELOPE_MAX ((size_t)1 << 20)	/* metadata of a list: a version and a continue token */
#define REFUSAL_MAX ((size_t)64 << 10)	/* of a body that is no list, as much as its Status can need */

void list_reader_release(struct list_reader *l)
{
	str_release(&l->envelope);
	str_release(&l->item);
	*l = (struct list_reader){ .envelope = STR_INIT, .item = STR_INIT, .fn = l->fn, .arg = l->arg };
}

/* True if the envelope so far ends in `"items":`, so that the bracket that comes now opens the items. */
static bool at_items(const struct str *envelope)
{
	static const char key[] = "\"items\"";
	size_t end = envelope->len;

	while (end > 0 && scan_is_blank(envelope->buf[end - 1]))
		end--;
	if (end == 0 || envelope->buf[--end] != ':')
		return false;
	while (end > 0 && scan_is_blank(envelope->buf[end - 1]))
		end--;
	return end >= sizeof(key) - 1 && memcmp(envelope->buf + end - (sizeof(key) - 1), key, sizeof(key) - 1) == 0;
}

/* One byte of the envelope; enters the items at their bracket. */
static void envelope_byte(struct list_reader *l, char c)
{
	bool items = c == '[' && !l->in_string && l->depth == 1 && l->state == ENVELOPE && at_items(&l->envelope);

	str_addc(&l->envelope, c);
	if (items) {
		l->state = ITEMS;
	} else if (l->in_string) {
		if (l->escaped)
			l->escaped = false;
		else if (c == '\\')
			l->escaped = true;
		else if (c == '"')
			l->in_string = false;
	} else if (c == '"') {
		l->in_string = true;
	} else if (c == '{' || c == '[') {
		l->depth++;
	} else if (c == '}' || c == ']') {
		l->depth--;
	}
}

static int items_byte(struct list_reader *l, char c, size_t *ret_used, struct err *err)
{
	if (scan_is_blank(c) || c == ',')
		return 0;
	if (c == ']') {
		str_addc(&l->envelope, c);
		l->state = AFTER_ITEMS;
		return 0;
	}
	if (c != '{')
		return err_set(err, -EPROTO, "the list holds something that is no object");
	l->state = ITEM;
	*ret_used = 0; /* The brace belongs to the item. */
	return 0;
}

static int item_bytes(struct list_reader *l, const char *bytes, size_t len, size_t *ret_used, struct err *err)
{
	bool complete;
	size_t used = scan_object(&l->scan, bytes, len, &complete);

	*ret_used = used;
	if (l->item.len + used > LIMIT_WATCH_LINE_BYTES)
		return err_set(err, -E2BIG, "one object of the list is larger than %d MiB",
		               LIMIT_WATCH_LINE_BYTES >> 20);
	str_addn(&l->item, bytes, used);
	if (!complete)
		return 0;
	l->state = ITEMS;
	int r = l->fn(l->arg, l->item.buf, l->item.len, err);

	str_reset(&l->item);
	return r;
}

int list_feed(struct list_reader *l, const char *bytes, size_t len, struct err *err)
{
	while (len > 0) {
		size_t used = 1;
		int r = 0;

		if (l->state == ITEM)
			r = item_bytes(l, bytes, len, &used, err);
		else if (l->state == ITEMS)
			r = items_byte(l, *bytes, &used, err);
		else
			envelope_byte(l, *bytes);
		if (r < 0)
			return r;
		if (l->envelope.len > ENVELOPE_MAX)
			return err_set(err, -E2BIG, "the answer is no list: more than 1 MiB beside its items");
		bytes += used;
		len -= used;
	}
	return 0;
}

int list_end(struct list_reader *l, char **ret_version, char **ret_continue, struct err *err)
{
	if (l->state == ITEM)
		return err_set(err, -EPROTO, "the list ended in the middle of an object");
	_cleanup_(json_freep) json *tree = json_parse(l->envelope.buf, l->envelope.len, err);

	if (!tree)
		return err_prefix(err, "the answer is no list");
	const char *version = json_str(json_at(tree, "metadata.resourceVersion"));

	if (!version)
		return err_set(err, -EPROTO, "the answer is no list: it has no metadata.resourceVersion");
	const char *next = json_str(json_at(tree, "metadata.continue"));

	*ret_version = xstrdup(version);
	*ret_continue = next && *next ? xstrdup(next) : NULL;
	return 0;
}

/* --- the pages --- */

struct list_call {
	struct list_options o;		/* its strings are owned */
	list_done_fn done;
	void *arg;
	struct exchange *exchange;
	struct list_reader reader;
	struct str refusal;		/* body of an answer that is no list */
	object_vec objects;
	char *version;			/* of the first page */
	char *next;			/* continue token */
	int code, retry_after_s;
	struct err err;			/* what was wrong with the text */
};

static void list_call_free(struct list_call *c)
{
	free((char *)c->o.namespace);
	free((char *)c->o.version);
	list_reader_release(&c->reader);
	str_release(&c->refusal);
	vec_each(&c->objects, o)
		object_unref(*o);
	vec_release(&c->objects);
	free(c->version);
	free(c->next);
	free(c);
}

static int add_item(void *arg, const char *text, size_t len, struct err *err)
{
	struct list_call *c = arg;
	_cleanup_(json_freep) json *tree = json_parse(text, len, err);

	if (!tree)
		return -EPROTO;
	const struct object *o = object_received(c->o.kind, tree, c->o.keep, err);

	if (!o)
		return -EPROTO;
	vec_push(&c->objects, o);
	return 0;
}

static void on_head(void *arg, const struct transport_head *head)
{
	struct list_call *c = arg;

	c->code = head->code;
	c->retry_after_s = head->retry_after_s;
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct list_call *c = arg;

	if (c->err.code)
		return;
	if (c->code == 200)
		list_feed(&c->reader, bytes, len, &c->err);
	else if (c->refusal.len < REFUSAL_MAX)
		str_addn(&c->refusal, bytes, MIN(len, REFUSAL_MAX - c->refusal.len));
}

static void next_page(struct list_call *c);

static void finish(struct list_call *c, const char *message)
{
	struct list_outcome outcome = {
		.code = *message ? 0 : c->code,
		.status = STATUS_INIT,
		.retry_after_s = c->retry_after_s,
		.message = message,
		.later_page = c->version != NULL,
		.version = c->version,
		.objects = &c->objects,
	};

	if (outcome.code >= 400) {
		status_parse(&outcome.status, outcome.code, c->refusal.buf, c->refusal.len);
		outcome.message = outcome.status.message ? outcome.status.message : "";
	}
	c->done(c->arg, &outcome);
	status_release(&outcome.status);
	list_call_free(c);
}

static void on_done(void *arg, const struct err *err)
{
	struct list_call *c = arg;
	_cleanup_(freep) char *version = NULL;
	char *next = NULL;

	c->exchange = NULL;
	if (err) {
		finish(c, err->text);
		return;
	}
	if (c->code != 200) {
		finish(c, c->code ? "" : "no answer");
		return;
	}
	if (c->err.code || list_end(&c->reader, &version, &next, &c->err) < 0) {
		finish(c, c->err.text);
		return;
	}
	free(c->next);
	c->next = next;
	if (!c->version)
		c->version = take(version);
	if (next)
		next_page(c);
	else
		finish(c, "");
}

/* The first page says how old the answer may be; the others only go on from where it ended. */
static void next_page(struct list_call *c)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	_cleanup_(request_release) struct request r = REQUEST_INIT;

	request_init(&r, VERB_LIST, c->o.kind, c->o.namespace, NULL);
	if (!c->o.whole)
		request_param(&r, "limit", "500");
	if (c->next) {
		request_param(&r, "continue", c->next);
	} else if (c->o.version) {
		request_param(&r, "resourceVersion", c->o.version);
		request_param(&r, "resourceVersionMatch", "NotOlderThan");
	}
	list_reader_release(&c->reader);
	c->code = 0;
	c->exchange = c->o.transport->send(c->o.transport, &r, false, &sink, c);
}

struct list_call *list_start(const struct list_options *options, list_done_fn done, void *arg)
{
	struct list_call *c = xcalloc(1, sizeof(*c));

	c->o = *options;
	c->o.namespace = xstrdup(options->namespace);
	c->o.version = xstrdup(options->version);
	c->done = done;
	c->arg = arg;
	c->retry_after_s = -1;
	str_init(&c->refusal);
	c->reader = (struct list_reader){ .envelope = STR_INIT, .item = STR_INIT, .fn = add_item, .arg = c };
	next_page(c);
	return c;
}

void list_cancel(struct list_call *call)
{
	if (!call)
		return;
	if (call->exchange)
		call->o.transport->cancel(call->o.transport, call->exchange);
	list_call_free(call);
}
