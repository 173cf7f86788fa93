/* See protobuf.h. The wire format is read by hand: varints, eight bytes, length and bytes; groups do not occur. */
#include "sim/protobuf.h"

#include "base/base64.h"
#include "base/limits.h"
#include "kube/schema.h"
#include "kube/time.h"

struct slice {
	const unsigned char *p, *end;
};

struct tag {
	int number, wire;
	uint64_t value;			/* of wire types 0, 1, 5 */
	struct slice bytes;		/* of wire type 2 */
};

static int bad(struct err *err, const char *what)
{
	return err_set(err, -EINVAL, "proto: %s", what);
}

static int read_varint(struct slice *s, uint64_t *ret, struct err *err)
{
	uint64_t value = 0;

	for (int shift = 0; shift < 64 && s->p < s->end; shift += 7) {
		unsigned char byte = *s->p++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		*ret = value;
		return 0;
	}
	return bad(err, "cannot parse a number");
}

static int read_fixed(struct slice *s, int size, uint64_t *ret, struct err *err)
{
	uint64_t value = 0;

	if (s->end - s->p < size)
		return bad(err, "unexpected end of the message");
	for (int i = 0; i < size; i++)
		value |= (uint64_t)s->p[i] << (8 * i);
	s->p += size;
	*ret = value;
	return 0;
}

static int read_bytes(struct slice *s, struct slice *ret, struct err *err)
{
	uint64_t len;
	int r = read_varint(s, &len, err);

	if (r < 0)
		return r;
	if (len > (uint64_t)(s->end - s->p))
		return bad(err, "unexpected end of the message");
	*ret = (struct slice){ s->p, s->p + len };
	s->p += len;
	return 0;
}

static int read_tag(struct slice *s, struct tag *t, struct err *err)
{
	uint64_t key;
	int r = read_varint(s, &key, err);

	if (r < 0)
		return r;
	*t = (struct tag){ .number = (int)(key >> 3), .wire = (int)(key & 7), .bytes = { s->p, s->p } };
	switch (t->wire) {
	case 0:
		return read_varint(s, &t->value, err);
	case 1:
		return read_fixed(s, 8, &t->value, err);
	case 2:
		return read_bytes(s, &t->bytes, err);
	case 5:
		return read_fixed(s, 4, &t->value, err);
	default:
		return bad(err, "cannot parse invalid wire-format data");
	}
}

static size_t slice_len(const struct slice *s)
{
	return (size_t)(s->end - s->p);
}

/* --- values of one meaning --- */

static json *decode_bytes(const struct slice *s)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	base64_encode(s->p, slice_len(s), &text);
	return json_string(text.buf);
}

/* The messages of one meaning have at most three fields: numbers in n[], the text in *text. */
struct small {
	int64_t n[4];
	struct slice text;
	bool any;
};

static int read_small(struct slice s, struct small *ret, struct err *err)
{
	while (s.p < s.end) {
		struct tag t;
		int r = read_tag(&s, &t, err);

		if (r < 0)
			return r;
		ret->any = true;
		if (t.wire == 2)
			ret->text = t.bytes;
		else if (t.number < (int)COUNT(ret->n))
			ret->n[t.number] = (int64_t)t.value;
	}
	return 0;
}

static json *small_time(const struct small *m, bool micro)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (!m->any)
		return json_null();
	time_add(&text, m->n[1]);
	if (micro) {
		str_cut(&text, text.len - 1);
		str_addf(&text, ".%06dZ", (int)(m->n[2] / 1000));
	}
	return json_string(text.buf);
}

static json *small_text(const struct small *m)
{
	return json_stringn((const char *)m->text.p, slice_len(&m->text));
}

static json *decode_small(const struct field *f, struct slice s, struct err *err)
{
	struct small m = { .any = false };

	if (read_small(s, &m, err) < 0)
		return NULL;
	switch ((enum field_type)f->type) {
	case FIELD_TIME:
	case FIELD_MICROTIME:
		return small_time(&m, f->type == FIELD_MICROTIME);
	case FIELD_INTORSTRING:
		return m.n[1] == 0 ? json_number((int32_t)m.n[2]) : small_text(&m);
	case FIELD_RAW:
		return slice_len(&m.text) == 0 ? json_null()
		                               : json_parse((const char *)m.text.p, slice_len(&m.text), err);
	default:
		return small_text(&m);
	}
}

/* --- fields --- */

static int decode_message(json *out, const struct message *m, struct slice s, int depth, struct err *err);

static json *decode_sub(const struct message *m, struct slice s, int depth, struct err *err)
{
	json *sub = json_object();

	if (decode_message(sub, m, s, depth + 1, err) == 0)
		return sub;
	json_free(sub);
	return NULL;
}

/* One value of the field's type, owned by the caller; NULL with err. */
static json *decode_value(const struct field *f, const struct tag *t, int depth, struct err *err)
{
	double number;

	switch ((enum field_type)f->type) {
	case FIELD_STRING:
		return json_stringn((const char *)t->bytes.p, slice_len(&t->bytes));
	case FIELD_INT32:
		return json_number((int32_t)t->value);
	case FIELD_INT64:
		return json_number((int64_t)t->value);
	case FIELD_BOOL:
		return json_bool(t->value != 0);
	case FIELD_DOUBLE:
		memcpy(&number, &t->value, sizeof(number));
		return json_real(number);
	case FIELD_BYTES:
		return decode_bytes(&t->bytes);
	case FIELD_MESSAGE:
		return decode_sub(schema_of(f), t->bytes, depth, err);
	default:
		return decode_small(f, t->bytes, err);
	}
}

/* A list inside a message of its own: {1: items}. */
static json *decode_wrapped(const struct field *f, struct slice s, int depth, struct err *err)
{
	json *list = json_array();

	while (s.p < s.end) {
		struct tag t;
		json *item = read_tag(&s, &t, err) == 0 ? decode_value(f, &t, depth, err) : NULL;

		if (!item) {
			json_free(list);
			return NULL;
		}
		json_push(list, item);
	}
	return list;
}

static int add_entry(json *out, const struct field *f, const struct tag *t, int depth, struct err *err)
{
	struct slice s = t->bytes;
	_cleanup_(freep) char *key = xstrdup("");
	json *value = NULL;

	while (s.p < s.end) {
		struct tag part;

		if (read_tag(&s, &part, err) < 0)
			break;
		if (part.number == 1) {
			free(key);
			key = xstrndup((const char *)part.bytes.p, slice_len(&part.bytes));
		} else if (part.number == 2) {
			json_free(value);
			value = f->flags & FIELD_REPEATED ? decode_wrapped(f, part.bytes, depth, err)
			                                  : decode_value(f, &part, depth, err);
		}
	}
	if (err->code) {
		json_free(value);
		return err->code;
	}
	json_set(json_want(out, f->name), key, value ? value : json_string(""));
	return 0;
}

/* Packed numbers come as bytes even though the field is a number. */
static int add_packed(json *list, const struct field *f, const struct tag *t, struct err *err)
{
	struct slice s = t->bytes;

	while (s.p < s.end) {
		struct tag one = { .wire = 0 };

		if (read_varint(&s, &one.value, err) < 0)
			return err->code;
		json_push(list, decode_value(f, &one, 0, err));
	}
	return 0;
}

static int add_item(json *out, const struct field *f, const struct tag *t, int depth, struct err *err)
{
	json *list = json_want_array(out, f->name), *item;

	if (t->wire == 2 && (f->type == FIELD_INT32 || f->type == FIELD_INT64 || f->type == FIELD_BOOL))
		return add_packed(list, f, t, err);
	item = decode_value(f, t, depth, err);
	if (!item)
		return err->code;
	json_push(list, item);
	return 0;
}

/* The encoder writes zero values of plain fields; only a pointer's zero means something, and text of JSON. */
static int add_field(json *out, const struct field *f, const struct tag *t, int depth, struct err *err)
{
	json *value;

	if (f->flags & FIELD_INLINE)
		return decode_message(out, schema_of(f), t->bytes, depth + 1, err);
	if (f->flags & FIELD_MAP)
		return add_entry(out, f, t, depth, err);
	if (f->flags & FIELD_WRAPPED)
		value = decode_wrapped(f, t->bytes, depth, err);
	else if (f->flags & FIELD_REPEATED)
		return add_item(out, f, t, depth, err);
	else
		value = decode_value(f, t, depth, err);
	if (!value)
		return err->code;
	if (!(f->flags & FIELD_POINTER) && (f->type == FIELD_RAW ? json_is_null(value) : json_is_empty(value)))
		json_free(value);
	else
		json_set(out, f->name, value);
	return 0;
}

static bool wire_fits(const struct field *f, int wire)
{
	bool number = f->type == FIELD_INT32 || f->type == FIELD_INT64 || f->type == FIELD_BOOL;

	if (f->flags & (FIELD_MAP | FIELD_WRAPPED | FIELD_INLINE))
		return wire == 2;
	if (f->type == FIELD_DOUBLE)
		return wire == 1;
	return number ? wire == 0 || (wire == 2 && f->flags & FIELD_REPEATED) : wire == 2;
}

static int decode_message(json *out, const struct message *m, struct slice s, int depth, struct err *err)
{
	if (depth > LIMIT_JSON_DEPTH)
		return bad(err, "nested too deeply");
	while (s.p < s.end) {
		const struct field *f;
		struct tag t;
		int r = read_tag(&s, &t, err);

		if (r < 0)
			return r;
		f = schema_number(m, t.number);
		if (!f)
			continue;
		if (!wire_fits(f, t.wire))
			return bad(err, "cannot parse invalid wire-format data");
		r = add_field(out, f, &t, depth, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* --- the envelope: {1 {1 apiVersion, 2 kind}, 2 the object} --- */

static int read_type(json *tree, struct slice s, struct err *err)
{
	while (s.p < s.end) {
		struct tag t;
		int r = read_tag(&s, &t, err);

		if (r < 0)
			return r;
		if (t.wire == 2 && t.number <= 2 && slice_len(&t.bytes) > 0)
			json_set(tree, t.number == 1 ? "apiVersion" : "kind",
				json_stringn((const char *)t.bytes.p, slice_len(&t.bytes)));
	}
	return 0;
}

static int read_envelope(json *tree, struct slice s, const struct message *m, struct err *err)
{
	struct slice raw = { NULL, NULL };

	while (s.p < s.end) {
		struct tag t;
		int r = read_tag(&s, &t, err);

		if (r == 0 && t.wire == 2 && t.number == 1)
			r = read_type(tree, t.bytes, err);
		if (r < 0)
			return r;
		if (t.wire == 2 && t.number == 2)
			raw = t.bytes;
	}
	return decode_message(tree, m, raw, 0, err);
}

json *protobuf_decode(const char *bytes, size_t len, const char *type_name, struct err *err)
{
	struct err own = ERR_INIT;
	struct slice s = { (const unsigned char *)bytes + 4, (const unsigned char *)bytes + len };
	json *tree;

	if (len < 4 || memcmp(bytes, "k8s\0", 4) != 0) {
		err_set(err, -EINVAL,
		        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
		return NULL;
	}
	tree = json_object();
	if (read_envelope(tree, s, schema_message(type_name), &own) == 0)
		return tree;
	err_set(err, own.code, "%s", own.text);
	json_free(tree);
	return NULL;
}
