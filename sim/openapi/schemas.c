/* The schemas of types: what follows from the tables is derived, the rest is in the facts beside the texts. */
#include "sim/openapi/openapi.h"

#include "kube/docs.h"

/* The groups as they are written in a schema's own name, and in an apiVersion. */
static const struct {
	const char *prefix, *group;
} groups[] = {
	{ "apps", "apps" },
	{ "authentication", "authentication.k8s.io" },
	{ "authorization", "authorization.k8s.io" },
	{ "autoscaling", "autoscaling" },
	{ "batch", "batch" },
	{ "coordination", "coordination.k8s.io" },
	{ "core", "" },
	{ "discovery", "discovery.k8s.io" },
	{ "events", "events.k8s.io" },
	{ "meta", "" },
	{ "networking", "networking.k8s.io" },
	{ "policy", "policy" },
	{ "rbac", "rbac.authorization.k8s.io" },
	{ "scheduling", "scheduling.k8s.io" },
	{ "storage", "storage.k8s.io" },
};

/* The types that are one value in the tables; types without a point in their names. */
static const struct {
	enum field_type type;
	const char *name, *path;
} values[] = {
	{ FIELD_QUANTITY, "Quantity", "io.k8s.apimachinery.pkg.api.resource." },
	{ FIELD_INTORSTRING, "IntOrString", "io.k8s.apimachinery.pkg.util.intstr." },
	{ FIELD_TIME, "Time", "io.k8s.apimachinery.pkg.apis.meta.v1." },
	{ FIELD_MICROTIME, "MicroTime", "io.k8s.apimachinery.pkg.apis.meta.v1." },
	{ FIELD_RAW, "RawExtension", "io.k8s.apimachinery.pkg.runtime." },
	{ FIELD_STRING, "FieldsV1", "io.k8s.apimachinery.pkg.apis.meta.v1." },
	{ FIELD_STRING, "Patch", "io.k8s.apimachinery.pkg.apis.meta.v1." },
};

static const char *group_of(const char *type)
{
	size_t len = strcspn(type, ".");

	for (size_t i = 0; i < COUNT(groups); i++)
		if (strlen(groups[i].prefix) == len && strncmp(type, groups[i].prefix, len) == 0)
			return groups[i].group;
	return "";
}

/* "autoscaling.v2.MetricSpec" names its version, the others are v1. */
static const char *version_of(const char *type)
{
	return starts_with(strchr(type, '.'), ".v2.") ? "v2" : "v1";
}

static void add_name(const char *type, struct str *out)
{
	const char *last = strrchr(type, '.');

	for (size_t i = 0; i < COUNT(values) && !last; i++)
		if (streq(values[i].name, type))
			str_addf(out, "%s%s", values[i].path, type);
	if (!last)
		return;
	if (starts_with(type, "meta."))
		str_addf(out, "io.k8s.apimachinery.pkg.apis.meta.v1%s", last);
	else
		str_addf(out, "io.k8s.api.%.*s.%s%s", (int)strcspn(type, "."), type, version_of(type), last);
}

void openapi_reference(enum openapi version, const char *type, struct str *out)
{
	str_add(out, version == OPENAPI_V2 ? "#/definitions/" : "#/components/schemas/");
	add_name(type, out);
}

/* --- which there are --- */

void schemas_release(struct schemas *s)
{
	map_release(&s->names);
	map_release(&s->parameters);
}

static const char *value_name(const struct field *f)
{
	if (f->type == FIELD_RAW && streq(f->name, "fieldsV1"))
		return "FieldsV1";
	for (size_t i = 0; i < COUNT(values); i++)
		if (values[i].type == f->type && f->type != FIELD_STRING)
			return values[i].name;
	return NULL;
}

static void want_value(struct schemas *s, const char *name)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	add_name(name, &path);
	map_set(&s->names, path.buf, NULL);
}

static void want_fields(struct schemas *s, const struct message *m)
{
	for (int i = 0; i < m->count; i++) {
		const struct field *f = &m->fields[i];

		if (f->flags & FIELD_INLINE)
			want_fields(s, schema_of(f));
		else if (schema_of(f))
			schemas_want(s, schema_of(f)->name);
		else if (value_name(f))
			want_value(s, value_name(f));
	}
}

void schemas_want(struct schemas *s, const char *type)
{
	_cleanup_(str_release) struct str path = STR_INIT;
	const struct message *m = schema_message(type);

	if (!strchr(type, '.')) {
		want_value(s, type);
		return;
	}
	add_name(type, &path);
	if (!m || map_has(&s->names, path.buf))
		return;
	map_set(&s->names, path.buf, (void *)(uintptr_t)m);
	want_fields(s, m);
}

/* --- how they are written --- */

/* The members of one value: of a field, an item or a map's value. */
static void add_value(enum openapi version, const struct field *f, bool wrapped, struct str *out)
{
	static const char *const plain[] = {
		[FIELD_STRING] = "\"type\":\"string\"",
		[FIELD_INT32] = "\"type\":\"integer\",\"format\":\"int32\"",
		[FIELD_INT64] = "\"type\":\"integer\",\"format\":\"int64\"",
		[FIELD_BOOL] = "\"type\":\"boolean\"",
		[FIELD_DOUBLE] = "\"type\":\"number\",\"format\":\"double\"",
		[FIELD_BYTES] = "\"type\":\"string\",\"format\":\"byte\"",
	};
	const char *type = schema_of(f) ? schema_of(f)->name : value_name(f);

	if (!type) {
		str_add(out, plain[f->type]);
		return;
	}
	str_add(out, wrapped ? "\"allOf\":[{\"$ref\":\"" : "\"$ref\":\"");
	openapi_reference(version, type, out);
	str_add(out, wrapped ? "\"}]" : "\"");
}

static const char *default_of(const struct field *f)
{
	if (f->flags & (FIELD_POINTER | FIELD_REPEATED | FIELD_MAP))
		return NULL;
	if (f->type == FIELD_MESSAGE)
		return "{}";
	if (!(f->flags & FIELD_ALWAYS))
		return NULL;
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_BYTES:
		return "\"\"";
	case FIELD_INT32:
	case FIELD_INT64:
	case FIELD_DOUBLE:
		return "0";
	case FIELD_BOOL:
		return "false";
	default:
		return NULL;
	}
}

static void add_items(enum openapi version, const struct field *f, const struct docs *d, struct str *out)
{
	str_add(out, "\"type\":\"array\"");
	if (docs_fact(d, "items"))
		return;
	str_add(out, ",\"items\":{");
	add_value(version, f, false, out);
	str_addc(out, '}');
}

static void add_type(enum openapi version, const struct field *f, const struct docs *d, struct str *out)
{
	const char *preset = docs_fact(d, "default") ? NULL : default_of(f);
	bool wrapped = version == OPENAPI_V3 && (d->text_len > 0 || preset);

	if (f->flags & FIELD_MAP) {
		str_add(out, "\"type\":\"object\"");
		if (docs_fact(d, "additionalProperties"))
			return;
		str_add(out, ",\"additionalProperties\":{");
		f->flags &FIELD_REPEATED ? add_items(version, f, d, out) : add_value(version, f, false, out);
		str_addc(out, '}');
	} else if (f->flags & FIELD_REPEATED) {
		add_items(version, f, d, out);
	} else {
		add_value(version, f, wrapped, out);
		if (preset)
			str_addf(out, ",\"default\":%s", preset);
	}
}

static void add_keys(const char *keys, struct str *out)
{
	str_add(out, ",\"x-kubernetes-list-map-keys\":[\"");
	for (; *keys; keys++)
		*keys == ',' ? str_add(out, "\",\"") : str_addc(out, *keys);
	str_add(out, "\"],\"x-kubernetes-list-type\":\"map\"");
}

/* How lists and maps merge. */
static void add_extensions(const struct message *m, const struct field *f, struct str *out)
{
	size_t len = strlen(m->name);
	bool no_type = f->flags & FIELD_WRAPPED ||
	               (m->kind && streq(m->name + MAX(len, (size_t)4) - 4, "List") && streq(f->name, "items"));

	if (f->flags & FIELD_LISTMAP)
		add_keys(f->list_keys, out);
	else if (f->flags & FIELD_LISTSET)
		str_add(out, ",\"x-kubernetes-list-type\":\"set\"");
	else if ((f->flags & FIELD_ATOMIC) && (f->flags & FIELD_REPEATED) && !no_type)
		str_add(out, ",\"x-kubernetes-list-type\":\"atomic\"");
	else if ((f->flags & FIELD_ATOMIC) && (f->flags & FIELD_MAP))
		str_add(out, ",\"x-kubernetes-map-type\":\"atomic\"");
	if (f->merge_key)
		str_addf(out, ",\"x-kubernetes-patch-merge-key\":\"%s\"", f->merge_key);
	if (f->flags & (FIELD_MERGE | FIELD_RETAINKEYS | FIELD_REPLACE))
		str_addf(out, ",\"x-kubernetes-patch-strategy\":\"%s%s%s\"", f->flags & FIELD_MERGE ? "merge" : "",
		         f->flags & FIELD_MERGE && f->flags & FIELD_RETAINKEYS ? ",retainKeys"
		         : f->flags & FIELD_RETAINKEYS                         ? "retainKeys"
		                                                               : "",
		         f->flags & FIELD_REPLACE ? "replace" : "");
}

static void add_text(const struct docs *d, struct str *out)
{
	if (d->text_len == 0)
		return;
	str_add(out, "\"description\":\"");
	str_addn(out, d->text, d->text_len);
	str_add(out, "\",");
}

static void add_facts(const struct docs *d, struct str *out)
{
	if (d->facts_len == 0)
		return;
	str_addc(out, ',');
	str_addn(out, d->facts, d->facts_len);
}

/* The fields, those of inline messages as if they stood here. */
static void add_fields(enum openapi version, const struct message *outer, const struct message *m, struct str *out)
{
	for (int i = 0; i < m->count; i++) {
		const struct field *f = &m->fields[i];
		struct docs d;

		if (f->flags & FIELD_INLINE) {
			add_fields(version, outer, schema_of(f), out);
			continue;
		}
		docs_find(outer->name, f->name, &d);
		str_addf(out, "%s\"%s\":{", out->buf[out->len - 1] == '{' ? "" : ",", f->name);
		add_text(&d, out);
		add_type(version, f, &d, out);
		add_extensions(m, f, out);
		add_facts(&d, out);
		str_addc(out, '}');
	}
}

static void add_type_meta(struct str *out)
{
	static const char *const names[] = { "apiVersion", "kind" };

	for (size_t i = 0; i < COUNT(names); i++) {
		struct docs d;

		docs_find("", names[i], &d);
		str_addf(out, "%s\"%s\":{", i > 0 ? "," : "", names[i]);
		add_text(&d, out);
		str_add(out, "\"type\":\"string\"}");
	}
}

/* Options and watch events are of every group. */
static void add_kinds(const struct schemas *s, const char *type, struct str *out)
{
	static const char row[] = "%s{\"group\":\"%s\",\"kind\":\"%s\",\"version\":\"%s\"}";
	const char *name = strrchr(type, '.') + 1, *group = group_of(type);
	bool everywhere = streq(type, "meta.DeleteOptions") || streq(type, "meta.WatchEvent");

	str_add(out, ",\"x-kubernetes-group-version-kind\":[");
	str_addf(out, row, "", group, name, version_of(type));
	for (size_t i = 0; i < COUNT(groups) && everywhere; i++)
		if (*groups[i].group && (!s->group || streq(s->group, groups[i].group)))
			str_addf(out, row, ",", groups[i].group, name, "v1");
	str_addc(out, ']');
}

static void add_message(const struct schemas *s, const struct message *m, struct str *out)
{
	bool event = streq(m->name, "meta.WatchEvent");
	struct docs d;

	docs_find(m->name, NULL, &d);
	add_text(&d, out);
	str_add(out, "\"type\":\"object\"");
	add_facts(&d, out);
	str_add(out, ",\"properties\":{");
	if (m->kind)
		add_type_meta(out);
	add_fields(s->version, m, m, out);
	str_addc(out, '}');
	if (m->kind || event)
		add_kinds(s, m->name, out);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct map_entry *const *)a)->key, (*(const struct map_entry *const *)b)->key);
}

void schemas_print(struct schemas *s, struct str *out)
{
	VEC(struct map_entry *) all = VEC_INIT;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->names, &i));)
		vec_push(&all, e);
	if (all.len > 0)
		qsort(all.items, all.len, sizeof(*all.items), by_name);
	vec_each(&all, each)
	{
		const struct message *m = (*each)->value;
		struct docs d;

		str_addf(out, "%s\"%s\":{", each > all.items ? "," : "", (*each)->key);
		if (m) {
			add_message(s, m, out);
		} else {
			docs_find(strrchr((*each)->key, '.') + 1, NULL, &d);
			add_text(&d, out);
			str_addn(out, d.facts, d.facts_len);
		}
		str_addc(out, '}');
	}
	vec_release(&all);
}
