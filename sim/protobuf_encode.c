/*
 * See protobuf.h. As upstream's generated code writes: fields by ascending number, maps by key; what is no pointer
 * stands there even if it is zero or empty, a list only by its items. A length is known when its message is complete,
 * and moves it up where it needs more than one byte.
 */
#include "sim/protobuf.h"

#include <stdlib.h>

#include "base/base64.h"
#include "base/vec.h"
#include "kube/schema.h"
#include "kube/time.h"

static void encode_message(struct str *out, const struct message *m, const json *tree);

static size_t put_varint(unsigned char *to, uint64_t value)
{
	size_t n = 0;

	for (; value >= 0x80; value >>= 7)
		to[n++] = (unsigned char)(value | 0x80);
	to[n++] = (unsigned char)value;
	return n;
}

static void add_varint(struct str *out, uint64_t value)
{
	unsigned char bytes[10];

	str_addn(out, bytes, put_varint(bytes, value));
}

static void add_tag(struct str *out, int number, int wire)
{
	add_varint(out, (uint64_t)number << 3 | (uint64_t)wire);
}

static void add_number(struct str *out, int number, int64_t value)
{
	add_tag(out, number, 0);
	add_varint(out, (uint64_t)value);
}

static void add_text(struct str *out, int number, const char *text, size_t len)
{
	add_tag(out, number, 2);
	add_varint(out, len);
	str_addn(out, text, len);
}

/* Begins what has a length; the return value is where it begins, for end_bytes. */
static size_t begin_bytes(struct str *out, int number)
{
	add_tag(out, number, 2);
	str_addc(out, 0);
	return out->len;
}

static void end_bytes(struct str *out, size_t start)
{
	unsigned char head[10];
	size_t len = out->len - start, n = put_varint(head, len);

	str_reserve(out, n);
	memmove(out->buf + start + n - 1, out->buf + start, len);
	memcpy(out->buf + start - 1, head, n);
	out->len += n - 1;
	out->buf[out->len] = 0;
}

/* --- values of one meaning --- */

/* The digits behind the seconds, as nanoseconds: a MicroTime has six. */
static int64_t nanoseconds(const char *text)
{
	const char *dot = strchr(text, '.');
	int64_t value = 0, unit = 100000000;

	for (const char *p = dot ? dot + 1 : ""; *p >= '0' && *p <= '9' && unit > 0; p++, unit /= 10)
		value += (*p - '0') * unit;
	return value;
}

static void add_time(struct str *out, const char *text, bool micro)
{
	if (!*text)
		return;
	add_number(out, 1, time_seconds(text));
	add_number(out, 2, micro ? nanoseconds(text) : 0);
}

static void add_int_or_string(struct str *out, const json *v)
{
	const char *text = json_str_or(v, "");
	int64_t n = 0;

	json_int(v, &n);
	add_number(out, 1, json_type(v) == JSON_STRING);
	add_number(out, 2, n);
	add_text(out, 3, text, strlen(text));
}

static void add_raw(struct str *out, const json *v)
{
	size_t start;

	if (!v || json_is_null(v))
		return;
	start = begin_bytes(out, 1);
	json_print(v, JSON_PLAIN, out);
	end_bytes(out, start);
}

static void encode_small(struct str *out, const struct field *f, int number, const json *v)
{
	size_t start = begin_bytes(out, number);
	const char *text = json_str_or(v, f->type == FIELD_QUANTITY ? "0" : "");

	switch ((enum field_type)f->type) {
	case FIELD_TIME:
	case FIELD_MICROTIME:
		add_time(out, text, f->type == FIELD_MICROTIME);
		break;
	case FIELD_INTORSTRING:
		add_int_or_string(out, v);
		break;
	case FIELD_RAW:
		add_raw(out, v);
		break;
	case FIELD_QUANTITY:
		add_text(out, 1, text, strlen(text));
		break;
	default:
		encode_message(out, schema_of(f), v);
	}
	end_bytes(out, start);
}

static void add_double(struct str *out, int number, const json *v)
{
	double value = json_double(v);

	add_tag(out, number, 1);
	str_addn(out, &value, sizeof(value));
}

static void add_bytes(struct str *out, int number, const json *v)
{
	size_t start = begin_bytes(out, number);

	base64_decode(json_str_or(v, ""), out);
	end_bytes(out, start);
}

/* One value of the field's type; v NULL is the zero one. */
static void encode_value(struct str *out, const struct field *f, int number, const json *v)
{
	const char *text;
	int64_t n = 0;

	switch ((enum field_type)f->type) {
	case FIELD_STRING:
		text = json_str_or(v, "");
		add_text(out, number, text, strlen(text));
		break;
	case FIELD_INT32:
	case FIELD_INT64:
		json_int(v, &n);
		add_number(out, number, n);
		break;
	case FIELD_BOOL:
		add_number(out, number, json_true(v));
		break;
	case FIELD_DOUBLE:
		add_double(out, number, v);
		break;
	case FIELD_BYTES:
		add_bytes(out, number, v);
		break;
	default:
		encode_small(out, f, number, v);
	}
}

/* --- fields --- */

static void add_items(struct str *out, const struct field *f, int number, const json *list)
{
	for (const json *item = json_first(list); item; item = json_next(item))
		encode_value(out, f, number, item);
}

static void add_wrapped(struct str *out, const struct field *f, int number, const json *list)
{
	size_t start = begin_bytes(out, number);

	add_items(out, f, 1, list);
	end_bytes(out, start);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(json_key(*(const json *const *)a), json_key(*(const json *const *)b));
}

static void add_entry(struct str *out, const struct field *f, const json *member)
{
	size_t start = begin_bytes(out, f->number);
	const char *key = json_key(member);

	add_text(out, 1, key, strlen(key));
	if (f->flags & FIELD_WRAPPED)
		add_wrapped(out, f, 2, member);
	else
		encode_value(out, f, 2, member);
	end_bytes(out, start);
}

static void add_map(struct str *out, const struct field *f, const json *map)
{
	VEC(const json *) members = VEC_INIT;

	for (const json *member = json_first(map); member; member = json_next(member))
		vec_push(&members, member);
	if (members.len > 1)
		qsort(members.items, members.len, sizeof(*members.items), by_key);
	vec_each(&members, m)
		add_entry(out, f, *m);
	vec_release(&members);
}

static void encode_field(struct str *out, const struct field *f, const json *tree)
{
	const json *v = f->flags & FIELD_INLINE ? tree : json_get(tree, f->name);

	if (v && json_is_null(v))
		v = NULL;
	if (f->flags & FIELD_MAP)
		add_map(out, f, v);
	else if (f->flags & FIELD_WRAPPED && v)
		add_wrapped(out, f, f->number, v);
	else if (f->flags & (FIELD_REPEATED | FIELD_WRAPPED))
		add_items(out, f, f->number, v);
	else if (v || !(f->flags & FIELD_POINTER || f->type == FIELD_BYTES))
		encode_value(out, f, f->number, v);
}

static void encode_message(struct str *out, const struct message *m, const json *tree)
{
	for (int i = 0; i < m->count; i++)
		encode_field(out, &m->fields[m->order[i]], tree);
}

/* --- the envelope --- */

static void add_type(struct str *out, const json *tree)
{
	static const char *const names[] = { "apiVersion", "kind" };
	size_t start = begin_bytes(out, 1);

	for (int i = 0; i < 2; i++) {
		const char *text = json_str_or(json_get(tree, names[i]), "");

		add_text(out, i + 1, text, strlen(text));
	}
	end_bytes(out, start);
}

static const struct message *message_of(const json *tree)
{
	return schema_kind(json_str_or(json_get(tree, "apiVersion"), ""), json_str_or(json_get(tree, "kind"), ""));
}

static void end_envelope(struct str *out, size_t start)
{
	end_bytes(out, start);
	add_text(out, 3, "", 0);
	add_text(out, 4, "", 0);
}

bool protobuf_list_begin(const json *head, struct str *out, size_t *ret_start)
{
	const struct message *m = message_of(head);

	if (!m)
		return false;
	str_addn(out, "k8s\0", 4);
	add_type(out, head);
	*ret_start = begin_bytes(out, 2);
	encode_message(out, m, head);
	return true;
}

/* The items have the highest number, so that they can follow what is there. */
void protobuf_list_add(const json *head, const json *item, struct str *out)
{
	const struct field *f = schema_field(message_of(head), "items");

	encode_value(out, f, f->number, item);
}

void protobuf_list_end(size_t start, struct str *out)
{
	end_envelope(out, start);
}

bool protobuf_encode(const json *tree, struct str *out)
{
	size_t start;

	if (!protobuf_list_begin(tree, out, &start))
		return false;
	end_envelope(out, start);
	return true;
}

void protobuf_add_event(const char *type, const json *object, struct str *out)
{
	_cleanup_(str_release) struct str event = STR_INIT;
	size_t outer, inner;

	add_text(&event, 1, type, strlen(type));
	outer = begin_bytes(&event, 2);
	inner = begin_bytes(&event, 1);
	if (!protobuf_encode(object, &event))
		return;
	end_bytes(&event, inner);
	end_bytes(&event, outer);
	for (int shift = 24; shift >= 0; shift -= 8)
		str_addc(out, (char)(event.len >> shift));
	str_addn(out, event.buf, event.len);
}
