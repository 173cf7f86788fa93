/* See select.h. */
#include "sim/api/select.h"

static const struct selectable *field_of(const struct resource *r, const char *path)
{
	for (size_t i = 0; i < r->nfields; i++)
		if (streq(r->fields[i].path, path))
			return &r->fields[i];
	return NULL;
}

static bool field_known(const struct resource *r, const char *path)
{
	return streq(path, "metadata.name") || streq(path, "metadata.namespace") || field_of(r, path);
}

static int unknown_field(struct call *c, const char *path)
{
	if (c->resource->field_errors == FIELD_ERRORS_LABEL)
		return call_bad_request(c, "field label not supported: %s", path);
	if (c->resource->field_errors == FIELD_ERRORS_OF_KIND)
		return call_bad_request(c, "field label \"%s\" not supported for %s", path, c->kind->name);
	return call_bad_request(
	    c, "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"", path);
}

static int read_fields(struct call *c, struct selection *s)
{
	const char *text = call_param(c, "fieldSelector");
	struct err err = ERR_INIT;

	if (!text || !*text)
		return 0;
	if (field_selector_parse(text, &s->fields, &err) < 0)
		return call_bad_request(c, "%s", err.text);
	vec_each(&s->fields, term)
		if (!field_known(c->resource, term->path))
			return unknown_field(c, term->path);
	return 0;
}

int selection_read(struct call *c, struct selection *ret)
{
	const char *labels = call_param(c, "labelSelector");
	struct selection s = { .resource = c->resource };
	struct err err = ERR_INIT;
	int r = 0;

	if (labels && *labels) {
		s.labels = selector_parse(labels, &err);
		if (!s.labels)
			return call_bad_request(c, "%s", err.text);
	}
	r = read_fields(c, &s);
	if (r < 0)
		selection_release(&s);
	else
		*ret = s;
	return r;
}

void selection_release(struct selection *s)
{
	selector_free(s->labels);
	field_selector_release(&s->fields);
	*s = (struct selection){ 0 };
}

/* A member of the bytes as text; booleans and numbers as they are printed. */
static bool member_equals(const struct object *o, const struct selectable *f, const char *value)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	const json *m = json_at(tree, f->member ? f->member : f->path);
	_cleanup_(freep) char *text = NULL;

	if (json_is_null(m))
		return streq(value, f->absent ? f->absent : "");
	if (json_str(m))
		return streq(json_str(m), value);
	text = json_text(m);
	return streq(text, value);
}

static bool term_equals(const struct selection *s, const struct field_term *t, const struct object *o)
{
	const struct selectable *f;

	if (streq(t->path, "metadata.name"))
		return streq(o->name, t->value);
	if (streq(t->path, "metadata.namespace"))
		return streq(o->namespace, t->value);
	f = field_of(s->resource, t->path);
	return f->value ? streq(f->value(o), t->value) : member_equals(o, f, t->value);
}

bool selection_matches(const struct selection *s, const struct object *o)
{
	if (s->labels && !selector_matches(s->labels, o->labels, o->nlabels))
		return false;
	vec_each(&s->fields, t)
		if (term_equals(s, t, o) == t->differs)
			return false;
	return true;
}

bool selection_is_everything(const struct selection *s)
{
	return !s->labels && s->fields.len == 0;
}

const char *selection_name(const struct selection *s)
{
	vec_each(&s->fields, t)
		if (streq(t->path, "metadata.name") && !t->differs)
			return t->value;
	return NULL;
}
