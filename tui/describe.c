#include "tui/describe.h"

#include <stdlib.h>
#include <time.h>

#include "kube/kinds/event.h"
#include "kube/time.h"
#include "tui/happening.h"

static const struct description *const descriptions[] = {
#define X(file) &file##_description,
#include "descriptions.inc"
#undef X
};

/* --- lines --- */

void tell(struct telling *t, int level, const char *fmt, ...)
{
	va_list args;

	for (int i = 0; i < level; i++)
		str_add(&t->out, "  ");
	va_start(args, fmt);
	str_vaddf(&t->out, fmt, args);
	va_end(args);
	str_addc(&t->out, '\n');
}

static void value_add(const json *j, const char *none, struct str *out)
{
	_cleanup_(freep) char *text = json_is_null(j) || json_str(j) ? NULL : json_text(j);

	str_add(out, text ? text : json_is_empty(j) ? none : json_str(j));
}

void tell_field(struct telling *t, int level, const char *label, const json *from, const char *path, const char *none)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	value_add(json_at(from, path), none, &text);
	tell(t, level, "%s:\t%s", label, text.len ? text.buf : "");
}

static int by_key(const void *a, const void *b)
{
	return strcmp(json_key(*(json *const *)a), json_key(*(json *const *)b));
}

void tell_map(struct telling *t, int level, const char *label, const json *map, const char *separator)
{
	VEC(json *) members = VEC_INIT;

	for (json *m = json_first(map); m; m = json_next(m)) {
		if (!streq(json_key(m), "kubectl.kubernetes.io/last-applied-configuration"))
			vec_push(&members, m);
	}
	if (!members.len)
		tell(t, level, "%s:\t<none>", label);
	else
		qsort(members.items, members.len, sizeof(*members.items), by_key);
	for (size_t i = 0; i < members.len; i++)
		tell(t, level, "%s%s\t%s%s%s", i ? "" : label, i ? "" : ":", json_key(members.items[i]), separator,
		     json_str_or(members.items[i], ""));
	vec_release(&members);
}

void tell_names(struct telling *t)
{
	tell(t, 0, "Name:\t%s", t->object->name);
	if (t->object->kind->namespaced)
		tell(t, 0, "Namespace:\t%s", t->object->namespace);
}

void tell_marks(struct telling *t)
{
	tell_map(t, 0, "Labels", json_at(t->tree, "metadata.labels"), "=");
	tell_map(t, 0, "Annotations", json_at(t->tree, "metadata.annotations"), ": ");
}

void tell_selector(struct telling *t, const json *selector)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	for (json *m = json_first(json_get(selector, "matchLabels")); m; m = json_next(m))
		str_addf(&text, "%s%s=%s", text.len ? "," : "", json_key(m), json_str_or(m, ""));
	for (json *e = json_first(json_get(selector, "matchExpressions")); e; e = json_next(e)) {
		_cleanup_(str_release) struct str values = STR_INIT;

		join_texts(json_get(e, "values"), ",", "", &values);
		str_addf(&text, "%s%s %s (%s)", text.len ? "," : "", json_get_str(e, "key"),
		         json_get_str(e, "operator"), values.len ? values.buf : "");
	}
	tell(t, 0, "Selector:\t%s", text.len ? text.buf : "<none>");
}

/* "Sat, 21 Nov 2026 06:52:32 +0000", as RFC 1123 has it. */
void tell_time(struct telling *t, int level, const char *label, const json *from, const char *path)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t s = (time_t)time_seconds(json_str_or(json_at(from, path), ""));
	struct tm tm;

	if (!s || !gmtime_r(&s, &tm))
		tell(t, level, "%s:\t<unset>", label);
	else
		tell(t, level, "%s:\t%s, %02d %s %d %02d:%02d:%02d +0000", label, days[tm.tm_wday], tm.tm_mday,
		     months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void tell_deletion(struct telling *t)
{
	_cleanup_(str_release) struct str age = STR_INIT;

	if (!t->object->deleted)
		return;
	duration_add(&age, t->now_s - t->object->deleted);
	tell(t, 0, "Status:\tTerminating (lasts %s)", age.buf);
	if (t->object->grace >= 0)
		tell(t, 0, "Termination Grace Period:\t%" PRId64 "s", t->object->grace);
}

void join_texts(const json *list, const char *between, const char *none, struct str *out)
{
	size_t before = out->len;

	for (json *i = json_first(list); i; i = json_next(i))
		str_addf(out, "%s%s", out->len > before ? between : "", json_str_or(i, ""));
	if (out->len == before)
		str_add(out, none);
}

void access_modes(const json *modes, struct str *out)
{
	static const char *const words[][2] = { { "ReadWriteOnce", "RWO" }, { "ReadOnlyMany", "ROX" },
		                                { "ReadWriteMany", "RWX" }, { "ReadWriteOncePod", "RWOP" } };
	bool first = true;

	for (size_t w = 0; w < COUNT(words); w++) {
		for (json *m = json_first(modes); m; m = json_next(m)) {
			if (!streq(json_str_or(m, ""), words[w][0]))
				continue;
			str_addf(out, "%s%s", first ? "" : ",", words[w][1]);
			first = false;
		}
	}
}

/* --- events --- */

static void event_age(const struct event *e, int64_t now_s, struct str *out)
{
	duration_add(out, now_s - e->last_seen);
	if (e->count > 1) {
		str_addf(out, " (x%d over ", e->count);
		duration_add(out, now_s - e->first_seen);
		str_addc(out, ')');
	}
}

/* Only what was told about the object itself: a set's pods have their own. */
static bool about(const struct telling *t, const struct event *e)
{
	return *e->object_uid ? streq(e->object_uid, t->object->uid) || streq(e->object_uid, t->object->name)
			      : streq(e->object_name, t->object->name) && streq(e->object_kind, t->object->kind->name);
}

void tell_events(struct telling *t)
{
	object_vec events = VEC_INIT;
	bool any = false;

	happenings(t->cache, t->object, &events);
	vec_each(&events, o) {
		const struct event *e = event_of(*o);
		_cleanup_(str_release) struct str age = STR_INIT;

		if (!about(t, e))
			continue;
		if (!any) {
			tell(t, 0, "Events:");
			tell(t, 1, "Type\tReason\tAge\tFrom\tMessage");
			tell(t, 1, "----\t------\t----\t----\t-------");
		}
		any = true;
		event_age(e, t->now_s, &age);
		tell(t, 1, "%s\t%s\t%s\t%s%s%s\t%s", e->type, e->reason, age.buf, e->source, *e->host ? ", " : "",
		     e->host, e->message);
	}
	if (!any)
		tell(t, 0, "Events:\t<none>");
	vec_release(&events);
}

/* --- any object --- */

/* What a kind without a description of its own says: its fields as they are, by level. */
static void tell_tree(struct telling *t, int level, const json *tree)
{
	for (json *m = json_first(tree); m; m = json_next(m)) {
		enum json_type type = json_type(m);
		const char *key = json_key(m) ? json_key(m) : "-";

		if (level == 0 && (streq(key, "metadata") || streq(key, "kind") || streq(key, "apiVersion")))
			continue;
		if ((type == JSON_OBJECT || type == JSON_ARRAY) && json_len(m)) {
			tell(t, level, "%s:", key);
			tell_tree(t, level + 1, m);
		} else {
			_cleanup_(str_release) struct str text = STR_INIT;

			value_add(m, "<none>", &text);
			tell(t, level, "%s:\t%s", key, text.buf);
		}
	}
}

static void tell_plain(struct telling *t)
{
	tell_names(t);
	tell_marks(t);
	tell_deletion(t);
	tell_time(t, 0, "CreationTimestamp", t->tree, "metadata.creationTimestamp");
	tell_tree(t, 0, t->tree);
}

static const struct description *description_of(const struct object *o)
{
	static const struct description plain = { .tell = tell_plain };

	for (size_t i = 0; i < COUNT(descriptions); i++) {
		if (descriptions[i]->kind == o->kind)
			return descriptions[i];
	}
	return &plain;
}

size_t describe_ask(const struct object *o, struct request ret[DESCRIBE_MORE])
{
	const struct description *d = description_of(o);

	return d->ask ? d->ask(o, ret) : 0;
}

void describe(const struct telling *about, struct str *out)
{
	struct telling t = *about;

	t.out = (struct str)STR_INIT;
	description_of(t.object)->tell(&t);
	tell_events(&t);
	columns_align(t.out.buf, out);
	str_release(&t.out);
}
