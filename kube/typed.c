/*
 * typed_decode and typed_convert: one walk over the tree beside the schema. What a value of the wrong type is called is
 * all in which they differ. Errors are Go's: the first wrong type is remembered and reading goes on, but a text that a
 * type's own reader refuses (a quantity, a time) ends it at once.
 */
#include "kube/typed.h"
#include "kube/quantity.h"
#include "kube/time.h"

#include <ctype.h>

/* Where we are, put into words only when something is to be said: a member of a message, an item, or a key of a map. */
struct frame {
	const struct frame *up;
	const struct message *owner;	/* the struct whose field this is; NULL for items and keys */
	const char *embedded; /* the struct inside the owner that has the field, which only Go's errors name */
	const char *name;		/* NULL: an item */
	size_t index;
};

struct decoder {
	json *unknown;
	struct err *err;
	const struct frame *at;		/* NULL at the root */
	bool convert;
	bool stored;			/* as it comes back from the storage */
	bool kept;			/* an empty list that the storage would lose */
	bool failed;
	bool stop;
};

static int decode_message(struct decoder *d, json *o, const struct message *m);

/* --- words of errors --- */

/* "spec.containers[0].image", for people. */
static void add_path(const struct frame *f, struct str *out)
{
	if (f->up)
		add_path(f->up, out);
	if (f->name)
		str_addf(out, "%s%s", out->len ? "." : "", f->name);
	else
		str_addf(out, "[%zu]", f->index);
}

/* "spec.containers.image": the same as Go's errors have it. Each with its dot. */
static void add_stack(const struct frame *f, struct str *out)
{
	if (f->up)
		add_stack(f->up, out);
	if (f->owner && f->embedded)
		str_addf(out, ".%s", f->embedded);
	if (f->owner)
		str_addf(out, ".%s", f->name);
}

static const struct message *owner_of(const struct frame *f)
{
	while (!f->owner)
		f = f->up;
	return f->owner;
}

/* The fields whose Go type has a name of its own although it is a string, a list or a map. */
static const char *const named_types[][2] = {
	{ "accessModes", "PersistentVolumeAccessMode" },
	{ "dnsPolicy", "DNSPolicy" },
	{ "effect", "TaintEffect" },
	{ "imagePullPolicy", "PullPolicy" },
	{ "limits", "ResourceList" },
	{ "requests", "ResourceList" },
	{ "capacity", "ResourceList" },
	{ "allocatable", "ResourceList" },
	{ "operator", "TolerationOperator" },
	{ "persistentVolumeReclaimPolicy", "PersistentVolumeReclaimPolicy" },
	{ "phase", "PodPhase" },
	{ "podManagementPolicy", "PodManagementPolicyType" },
	{ "policyTypes", "PolicyType" },
	{ "protocol", "Protocol" },
	{ "restartPolicy", "RestartPolicy" },
	{ "scheme", "URIScheme" },
	{ "sessionAffinity", "ServiceAffinity" },
	{ "terminationMessagePolicy", "TerminationMessagePolicy" },
	{ "volumeMode", "PersistentVolumeMode" },
	{ "whenDeleted", "PersistentVolumeClaimRetentionPolicyType" },
	{ "whenScaled", "PersistentVolumeClaimRetentionPolicyType" },
	{ "addressType", "AddressType" },
};

static const char *const plain_types[] = {
	[FIELD_STRING] = "string",
	[FIELD_INT32] = "int32",
	[FIELD_INT64] = "int64",
	[FIELD_BOOL] = "bool",
	[FIELD_DOUBLE] = "float64",
	[FIELD_BYTES] = "[]uint8",
	[FIELD_QUANTITY] = "string",
	[FIELD_INTORSTRING] = "int32",
	[FIELD_TIME] = "string",
	[FIELD_MICROTIME] = "string",
	[FIELD_RAW] = "runtime.RawExtension",
};

static const char *short_name(const struct message *m)
{
	const char *dot = strrchr(m->name, '.');

	return dot ? dot + 1 : m->name;
}

static const char *package_of(const struct message *m)
{
	return strstr(m->name, ".v2.") ? "v2" : "v1";
}

static const char *named_type(const struct field *f)
{
	for (size_t i = 0; i < COUNT(named_types); i++)
		if (streq(named_types[i][0], f->name))
			return named_types[i][1];
	return NULL;
}

/* Go's name of the type of one value, or of the whole list or map. */
static void add_type(const struct field *f, bool whole, struct str *out)
{
	const char *named = named_type(f);
	bool map = f->flags & FIELD_MAP;

	if (whole && map && named) {
		str_addf(out, "v1.%s", named);
		return;
	}
	if (whole)
		str_add(out, map ? f->flags & FIELD_REPEATED ? "map[string][]" : "map[string]" : "[]");
	if (schema_of(f))
		str_addf(out, "%s.%s", package_of(schema_of(f)), short_name(schema_of(f)));
	else if (named && f->type == FIELD_STRING)
		str_addf(out, "v1.%s", named);
	else
		str_add(out, plain_types[f->type]);
}

/* What Go calls the JSON value; a number that would not fit is shown. */
static void add_value(const json *v, bool show_number, struct str *out)
{
	static const char *const words[] = {
		[JSON_NULL] = "null",	  [JSON_BOOL] = "bool",	  [JSON_NUMBER] = "number",
		[JSON_STRING] = "string", [JSON_ARRAY] = "array", [JSON_OBJECT] = "object"
	};

	str_add(out, words[json_type(v)]);
	if (show_number && json_type(v) == JSON_NUMBER) {
		str_addc(out, ' ');
		json_print(v, JSON_PLAIN, out);
	}
}

/* Kinds as the converter of maps names them. */
static const char *kind_word(const json *v)
{
	int64_t n;

	switch (json_type(v)) {
	case JSON_BOOL: return "bool";
	case JSON_STRING: return "string";
	case JSON_ARRAY: return "slice";
	case JSON_OBJECT: return "map";
	default: return json_int(v, &n) ? "int64" : "float64";
	}
}

static bool is_integer_type(const struct field *f)
{
	return f->type == FIELD_INT32 || f->type == FIELD_INT64;
}

static void convert_text(const json *v, const struct field *f, bool whole, struct str *out)
{
	const char *word = kind_word(v);

	if (whole)
		str_addf(out, "cannot restore %s from %s", f->flags & FIELD_MAP ? "map" : "slice", word);
	else if (schema_of(f))
		str_addf(out, "cannot restore struct from: %s", word);
	else if (json_type(v) == JSON_NUMBER &&
		 (is_integer_type(f) || (f->type == FIELD_STRING && streq(word, "int64")))) {
		str_addf(out, "cannot convert %s to ", word);
		add_type(f, false, out);
	} else
		str_addf(out, "unrecognized type: %s", plain_types[f->type]);
}

static void decode_text(const struct decoder *d, const json *v, const struct field *f, bool whole, struct str *out)
{
	bool number = !whole && (is_integer_type(f) || f->type == FIELD_INTORSTRING);

	str_add(out, "json: cannot unmarshal ");
	add_value(v, number, out);
	str_addf(out, " into Go struct field %s", short_name(owner_of(d->at)));
	add_stack(d->at, out);
	str_add(out, " of type ");
	add_type(f, whole, out);
}

/* A value of the wrong type: remembered if it is the first. Always -EINVAL. */
static int wrong(struct decoder *d, const json *v, const struct field *f, bool whole)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (d->failed)
		return -EINVAL;
	if (d->convert)
		convert_text(v, f, whole, &text);
	else
		decode_text(d, v, f, whole, &text);
	d->failed = true;
	return err_set(d->err, -EINVAL, "%s", text.buf);
}

/* What a type's own reader says: nothing is read after it. */
static int refused(struct decoder *d, const char *text)
{
	d->failed = d->stop = true;
	return err_set(d->err, -EINVAL, "%s", text);
}

/* --- values --- */

static void replace(json *parent, json *old, json *value)
{
	_cleanup_(freep) char *key = xstrdup(json_key(old));
	size_t index = 0;

	if (key) {
		json_set(parent, key, value);
		return;
	}
	for (const json *i = json_first(parent); i != old; i = json_next(i))
		index++;
	json_insert(parent, index, value);
	json_drop(parent, old);
}

static int decode_integer(struct decoder *d, json *v, const struct field *f)
{
	int64_t n;

	if (!json_int(v, &n) || (f->type == FIELD_INT32 && n != (int32_t)n))
		return wrong(d, v, f, false);
	return 0;
}

static int decode_quantity(struct decoder *d, json *parent, json *v, const struct field *f)
{
	_cleanup_(str_release) struct str given = STR_INIT, canonical = STR_INIT;
	struct err why = ERR_INIT;

	if (json_type(v) == JSON_STRING)
		str_add(&given, json_str(v));
	else
		json_print(v, JSON_PLAIN, &given);
	if (d->convert && json_type(v) != JSON_STRING && json_type(v) != JSON_NUMBER)
		return wrong(d, v, f, false);
	if (quantity_canonical(given.buf, &canonical, &why) < 0)
		return refused(d, why.text);
	if (json_type(v) != JSON_STRING || !streq(given.buf, canonical.buf))
		replace(parent, v, json_string(canonical.buf));
	return 0;
}

/* Where the text stops to look like the layout, and what the layout has there: the tail of Go's message. Only the cases
 * that occur in practice are told apart. */
static int refuse_time(struct decoder *d, const char *text, const char *layout)
{
	static const char *const parts[] = { "2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05" };
	_cleanup_(str_release) struct str out = STR_INIT;
	const char *at = text, *part = "Z07:00";

	for (size_t i = 0; i < COUNT(parts); i++) {
		size_t len = strlen(parts[i]), n = 0;

		for (; n < len &&
		       (isdigit((unsigned char)parts[i][n]) ? isdigit((unsigned char)at[n]) : at[n] == parts[i][n]);
		     n++)
			;
		if (n < len) {
			part = parts[i];
			goto told;
		}
		at += len;
	}
	if (strstr(layout, ".000000") && *at != '.')
		part = ".000000";
told:
	str_addf(&out, "parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"%s\"", text, layout, at, part);
	return refused(d, out.buf);
}

static bool micro_digits(const char *text)
{
	const char *dot = strchr(text, '.');

	return dot && strspn(dot + 1, "0123456789") == 6;
}

static int decode_time(struct decoder *d, json *parent, json *v, const struct field *f)
{
	bool micro = f->type == FIELD_MICROTIME;
	const char *layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
	_cleanup_(str_release) struct str canonical = STR_INIT;
	const char *text = json_str(v);
	int64_t ms;

	if (!text)
		return wrong(d, v, f, false);
	if (!time_parse(text, &ms) || (micro && !micro_digits(text)))
		return refuse_time(d, text, layout);
	if (micro)		/* finer than our milliseconds: the text stays */
		return 0;
	time_add(&canonical, ms / 1000 - (ms % 1000 < 0));
	if (!streq(text, canonical.buf))
		replace(parent, v, json_string(canonical.buf));
	return 0;
}

static int decode_bytes(struct decoder *d, const json *v, const struct field *f)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	_cleanup_(freep) char *why = NULL;
	const char *text = json_str(v);
	size_t n, len, pad;

	if (!text)
		return wrong(d, v, f, false);
	n = strspn(text, digits);
	len = strlen(text);
	pad = len - n;
	if (len % 4 == 0 && pad <= 2 && strspn(text + n, "=") == pad)
		return 0;
	why = xasprintf("illegal base64 data at input byte %zu", text[n] ? n : n - n % 4);
	return refused(d, why);
}

static int decode_int_or_string(struct decoder *d, const json *v, const struct field *f)
{
	int64_t n;

	if (json_type(v) == JSON_STRING || (json_int(v, &n) && n == (int32_t)n))
		return 0;
	return wrong(d, v, f, false);
}

static int decode_value(struct decoder *d, json *parent, json *v, const struct field *f)
{
	static const enum json_type wanted[] = { [FIELD_STRING] = JSON_STRING, [FIELD_BOOL] = JSON_BOOL,
						 [FIELD_DOUBLE] = JSON_NUMBER, [FIELD_MESSAGE] = JSON_OBJECT };

	switch (f->type) {
	case FIELD_INT32:
	case FIELD_INT64:
		return decode_integer(d, v, f);
	case FIELD_QUANTITY:
		return decode_quantity(d, parent, v, f);
	case FIELD_TIME:
	case FIELD_MICROTIME:
		return decode_time(d, parent, v, f);
	case FIELD_BYTES:
		return decode_bytes(d, v, f);
	case FIELD_INTORSTRING:
		return decode_int_or_string(d, v, f);
	case FIELD_RAW:
		return 0;
	default:
		if (json_type(v) != wanted[f->type])
			return wrong(d, v, f, false);
		return f->type == FIELD_MESSAGE ? decode_message(d, v, schema_of(f)) : 0;
	}
}

/* What a null is among the items of a list or the values of a map: Go's zero value. */
static json *zero_item(const struct field *f)
{
	switch (f->type) {
	case FIELD_STRING: return json_string("");
	case FIELD_BOOL: return json_bool(false);
	case FIELD_QUANTITY: return json_string("0");
	case FIELD_MESSAGE: return json_object();
	case FIELD_INT32:
	case FIELD_INT64:
	case FIELD_DOUBLE:
	case FIELD_INTORSTRING: return json_number(0);
	default: return NULL;
	}
}

static int decode_items(struct decoder *d, json *list, const struct field *f, bool map)
{
	struct frame frame = { .up = d->at };
	json *next;
	int r = 0;

	if (map)
		typed_sort_map(list);
	for (json *i = json_first(list); i && !d->stop; i = next) {
		json *zero = json_type(i) == JSON_NULL ? zero_item(f) : NULL;

		next = json_next(i);
		frame.name = json_key(i);
		d->at = &frame;
		if (zero)
			replace(list, i, zero);
		else if (json_type(i) == JSON_NULL)
			;
		else if (map && (f->flags & FIELD_REPEATED))
			r = json_type(i) == JSON_ARRAY ? 0 : wrong(d, i, f, true);
		else
			r = decode_value(d, list, i, f);
		frame.index++;
	}
	d->at = frame.up;
	return d->failed ? -EINVAL : r;
}

/* --- fields --- */

/* What Go leaves out when it prints: null, and the zero value of a field that is neither a pointer nor printed always.
 * An empty list that is printed always comes back from the storage, which keeps protobuf, as null. */
static bool left_out(struct decoder *d, const json *v, const struct field *f)
{
	bool always = (f->flags & FIELD_ALWAYS) && !d->stored;

	if (json_is_null(v))
		return true;
	if (f->flags & (FIELD_REPEATED | FIELD_MAP)) {
		d->kept |= json_len(v) == 0 && always;
		return json_len(v) == 0 && !(f->flags & FIELD_POINTER) && !always;
	}
	if (f->flags & (FIELD_POINTER | FIELD_ALWAYS))
		return false;
	return f->type != FIELD_MESSAGE && f->type != FIELD_RAW && f->type != FIELD_INTORSTRING && json_is_empty(v);
}

static int decode_field(struct decoder *d, json *o, json *v, const struct field *f)
{
	bool map = f->flags & FIELD_MAP, list = (f->flags & FIELD_REPEATED) && !map;

	if (json_is_null(v))
		return 0;
	if ((map && json_type(v) != JSON_OBJECT) || (list && json_type(v) != JSON_ARRAY))
		return wrong(d, v, f, true);
	return map || list ? decode_items(d, v, f, map) : decode_value(d, o, v, f);
}

/* The fields of an embedded struct stand among the others; Go's stack alone names it. */
static const struct field *find_field(const struct message *m, const char *key, const struct field **ret_inline)
{
	*ret_inline = NULL;
	for (int i = 0; i < m->count; i++) {
		const struct field *f = &m->fields[i];

		if (!(f->flags & FIELD_INLINE)) {
			if (streq(f->name, key))
				return f;
		} else if (schema_field(schema_of(f), key)) {
			*ret_inline = f;
			return schema_field(schema_of(f), key);
		}
	}
	return NULL;
}

static void note_unknown(struct decoder *d)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	if (!d->unknown)
		return;
	add_path(d->at, &path);
	json_push(d->unknown, json_string(path.buf));
}

static const struct field type_meta = { .name = "kind", .type = FIELD_STRING };

static const struct field *known_field(const struct message *m, const char *key, const struct field **ret_embedded)
{
	*ret_embedded = NULL;
	if (m->kind && (streq(key, "kind") || streq(key, "apiVersion")))
		return &type_meta;
	return find_field(m, key, ret_embedded);
}

/* One member, which may leave the object. The key is ours: reading may replace the member. */
static void decode_member(struct decoder *d, json *o, json *v, const struct message *m)
{
	_cleanup_(freep) char *key = xstrdup(json_key(v));
	struct frame frame = { .up = d->at, .owner = m, .name = key };
	const struct field *embedded, *f = known_field(m, key, &embedded);

	if (embedded)
		frame.embedded = short_name(schema_of(embedded));
	d->at = &frame;
	if (!f)
		note_unknown(d);
	else
		decode_field(d, o, v, f);
	if (!f || (!d->failed && left_out(d, json_get(o, key), f)))
		json_del(o, key);
	d->at = frame.up;
}

static int decode_message(struct decoder *d, json *o, const struct message *m)
{
	json *next;

	for (json *v = json_first(o); v && !d->stop; v = next) {
		next = json_next(v);
		decode_member(d, o, v, m);
	}
	return d->failed ? -EINVAL : 0;
}

static int decode(struct decoder *d, json *tree, const struct message *type)
{
	int r;

	if (json_type(tree) == JSON_OBJECT) {
		r = decode_message(d, tree, type);
	} else {
		_cleanup_(str_release) struct str value = STR_INIT;

		add_value(tree, false, &value);
		r = err_set(d->err, -EINVAL, "json: cannot unmarshal %s into Go value of type %s.%s", value.buf,
			    package_of(type), short_name(type));
	}
	return r;
}

static int decode_received(json *tree, const struct message *type, struct decoder d, bool *ret_kept)
{
	int r = decode(&d, tree, type);

	*ret_kept = d.kept;
	return r;
}

int typed_receive(json *tree, const struct message *type, json *unknown, bool *ret_kept, struct err *err)
{
	return decode_received(tree, type, (struct decoder){ .unknown = unknown, .err = err }, ret_kept);
}

int typed_receive_merged(json *tree, const struct message *type, json *unknown, bool *ret_kept, struct err *err)
{
	return decode_received(tree, type, (struct decoder){ .unknown = unknown, .err = err, .convert = true },
			       ret_kept);
}

int typed_decode(json *tree, const struct message *type, json *unknown, struct err *err)
{
	struct decoder d = { .unknown = unknown, .err = err, .stored = true };

	return decode(&d, tree, type);
}

int typed_convert(json *tree, const struct message *type, json *unknown, struct err *err)
{
	struct decoder d = { .unknown = unknown, .err = err, .stored = true, .convert = true };

	return decode(&d, tree, type);
}

int typed_read(json *tree, const struct message *type, struct err *err)
{
	struct decoder d = { .err = err };

	return decode(&d, tree, type);
}
