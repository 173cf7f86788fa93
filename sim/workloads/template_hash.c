/*
 * The hash of a pod template that names ReplicaSets and the revisions of DaemonSets: FNV-1a of Go's dump of the struct,
 * types and absent fields and all, which is made here from the schema. Source: pkg/util/hash and ComputeHash of
 * Kubernetes 1.36; go-spew's %#v.
 */
#include "sim/workloads/rollout.h"

#include "kube/schema.h"
#include "sim/workloads/go_names.h"

#define NIL "<nil>"
#define ZERO_TIME "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)" NIL "}}"

static void add_message(const struct message *m, const json *v, struct str *out);

/* --- types --- */

static const char *short_name(const struct message *m)
{
	return strrchr(m->name, '.') + 1;
}

/* The type of one value: of a list's item, of a map's value. */
static void add_base_type(const struct message *m, const struct field *f, struct str *out)
{
	static const char *const plain[] = {
		[FIELD_STRING] = "string", [FIELD_INT32] = "int32", [FIELD_INT64] = "int64", [FIELD_BOOL] = "bool",
		[FIELD_DOUBLE] = "float64", [FIELD_BYTES] = "[]uint8", [FIELD_QUANTITY] = "resource.Quantity",
		[FIELD_INTORSTRING] = "intstr.IntOrString", [FIELD_TIME] = "v1.Time",
		[FIELD_MICROTIME] = "v1.MicroTime", [FIELD_RAW] = "runtime.RawExtension",
	};
	const char *named = go_type(m->name, f->name);

	if (named)
		str_add(out, named);
	else if (f->type == FIELD_MESSAGE)
		str_addf(out, "v1.%s", short_name(schema_of(f)));
	else
		str_add(out, plain[f->type]);
}

static void add_type(const struct message *m, const struct field *f, struct str *out)
{
	const char *marks = f->flags & FIELD_MAP ? "map[string]" : f->flags & FIELD_REPEATED ? "[]" :
			    f->flags & FIELD_POINTER ? "*" : "";

	if ((f->flags & FIELD_MAP) && go_type(m->name, f->name))
		marks = "";
	str_addf(out, "(%s", marks);
	add_base_type(m, f, out);
	str_addc(out, ')');
}

/* --- values --- */

static size_t digits(const char *text)
{
	return strspn(text, "0123456789");
}

static int power_of(const char *suffix, bool *ret_binary)
{
	static const char decimal[] = "numkMGTPE", binary[] = "KMGTPE";
	static const int powers[] = { -9, -6, -3, 3, 6, 9, 12, 15, 18 };
	const char *at;

	*ret_binary = *suffix && suffix[1] == 'i';
	if (!*suffix)
		return 0;
	at = strchr(*ret_binary ? binary : decimal, *suffix);
	if (!at)
		return 0;
	if (*ret_binary)
		return 10 * (int)(at - binary + 1);
	return *suffix == 'm' ? -3 : powers[at - decimal];
}

/* "1.5Gi" as Go holds it: a number, its scale, the text it was read from. */
static void add_quantity(const char *text, struct str *out)
{
	size_t whole = digits(text), part = text[whole] == '.' ? digits(text + whole + 1) : 0;
	const char *suffix = text + whole + part + (text[whole] == '.'), *rest = text + whole + 1;
	bool binary;
	int power = power_of(suffix, &binary);
	int64_t value = strtoll(text, NULL, 10);

	while (part > 0 && rest[part - 1] == '0')
		part--;
	for (size_t i = 0; i < part; i++)
		value = value * 10 + (rest[i] - '0');
	if (binary)
		value = (int64_t)((uint64_t)value << power);
	str_addf(out, "{i:(resource.int64Amount){value:(int64)%" PRId64 " scale:(resource.Scale)%d} "
		 "d:(resource.infDecAmount){Dec:(*inf.Dec)" NIL "} s:(string)%s Format:(resource.Format)%s}", value,
		 (binary ? 0 : power) - (int)part, text, binary ? "BinarySI" : "DecimalSI");
}

static void add_int_or_string(const json *v, struct str *out)
{
	str_addf(out, "{Type:(intstr.Type)%d IntVal:(int32)%" PRId64 " StrVal:(string)%s}", json_str(v) != NULL,
		 json_int_or(v, 0), json_str_or(v, ""));
}

/* One value without its type; v NULL: Go's zero. */
static void add_value(const struct field *f, const json *v, struct str *out)
{
	switch (f->type) {
	case FIELD_MESSAGE:
		add_message(schema_of(f), v, out);
		break;
	case FIELD_QUANTITY:
		add_quantity(json_str_or(v, "0"), out);
		break;
	case FIELD_INTORSTRING:
		add_int_or_string(v, out);
		break;
	case FIELD_TIME:
		str_add(out, ZERO_TIME);
		break;
	case FIELD_INT32:
	case FIELD_INT64:
		str_addf(out, "%" PRId64, json_int_or(v, 0));
		break;
	case FIELD_BOOL:
		str_add(out, json_true(v) ? "true" : "false");
		break;
	default:
		str_add(out, json_str_or(v, ""));
	}
}

static int by_key(const void *a, const void *b)
{
	return strcmp(json_key(*(const json *const *)a), json_key(*(const json *const *)b));
}

static void add_map(const struct field *f, const json *v, struct str *out)
{
	VEC(const json *) members = VEC_INIT;

	for (const json *m = json_first(v); m; m = json_next(m))
		vec_push(&members, m);
	if (members.len > 0)
		qsort(members.items, members.len, sizeof(const json *), by_key);
	str_add(out, "map[");
	for (size_t i = 0; i < members.len; i++) {
		str_addf(out, "%s%s:", i > 0 ? " " : "", json_key(members.items[i]));
		add_value(f, members.items[i], out);
	}
	str_addc(out, ']');
	vec_release(&members);
}

static void add_list(const struct field *f, const json *v, struct str *out)
{
	str_addc(out, '[');
	for (const json *i = json_first(v); i; i = json_next(i)) {
		add_value(f, i, out);
		str_add(out, json_next(i) ? " " : "");
	}
	str_addc(out, ']');
}

static void add_field(const struct message *m, const struct field *f, const json *v, struct str *out)
{
	bool optional = f->flags & (FIELD_MAP | FIELD_REPEATED | FIELD_POINTER);

	if (f->flags & FIELD_INLINE)
		str_add(out, short_name(schema_of(f)));
	else
		go_name_add(m->name, f->name, out);
	str_addc(out, ':');
	add_type(m, f, out);
	if (f->flags & FIELD_INLINE)
		add_message(schema_of(f), v, out);
	else if (optional && json_is_null(json_get(v, f->name)))
		str_add(out, NIL);
	else if (f->flags & FIELD_MAP)
		add_map(f, json_get(v, f->name), out);
	else if (f->flags & FIELD_REPEATED)
		add_list(f, json_get(v, f->name), out);
	else
		add_value(f, json_get(v, f->name), out);
}

static void add_message(const struct message *m, const json *v, struct str *out)
{
	str_addc(out, '{');
	for (short i = 0; i < m->count; i++) {
		str_add(out, i > 0 ? " " : "");
		add_field(m, &m->fields[i], v, out);
	}
	str_addc(out, '}');
}

/* --- the hash --- */

static uint32_t fnv(uint32_t hash, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 0x01000193u;
	return hash;
}

void template_hash(const json *pod_template, const json *collisions, char ret[16])
{
	static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";
	_cleanup_(str_release) struct str text = STR_INIT;
	uint32_t hash;

	str_add(&text, "(v1.PodTemplateSpec)");
	add_message(schema_message("core.PodTemplateSpec"), pod_template, &text);
	hash = fnv(0x811c9dc5u, text.buf, text.len);
	if (collisions) {
		uint32_t n = (uint32_t)json_int_or(collisions, 0);
		uint8_t bytes[8] = { (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16), (uint8_t)(n >> 24) };

		hash = fnv(hash, bytes, sizeof(bytes));
	}
	str_reset(&text);
	str_addf(&text, "%" PRIu32, hash);
	for (size_t i = 0; i < text.len; i++)
		ret[i] = alphabet[(uint8_t)text.buf[i] % 27];
	ret[text.len] = '\0';
}
