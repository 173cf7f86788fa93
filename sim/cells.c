#include "sim/cells.h"
#include "kube/time.h"

void cell_add_text(json *cells, const char *text)
{
	json_push(cells, json_string(text));
}

static json *nothing(const struct column *c)
{
	if (!c->absent && c->type && streq(c->type, "integer"))
		return json_number(0);
	return json_string(c->absent ? c->absent : "");
}

void cell_add(const struct column *c, const json *object, int64_t now_s, json *cells)
{
	const json *member = c->path ? json_at(object, c->path) : NULL;

	if (c->cell)
		c->cell(object, now_s, cells);
	else if (json_is_null(member) || (json_str(member) && !*json_str(member)))
		json_push(cells, nothing(c));
	else
		json_push(cells, json_copy(member));
}

void cell_add_since(const char *text, int64_t now_s, json *cells)
{
	_cleanup_(str_release) struct str age = STR_INIT;
	int64_t ms;

	if (text && time_parse(text, &ms))
		duration_add(&age, now_s - ms / 1000);
	else
		str_add(&age, "<unknown>");
	cell_add_text(cells, age.buf);
}

void cell_age(const json *object, int64_t now_s, json *cells)
{
	cell_add_since(json_str(json_at(object, "metadata.creationTimestamp")), now_s, cells);
}

void cell_phase(const json *object, int64_t now_s UNUSED, json *cells)
{
	bool deleted = json_at(object, "metadata.deletionTimestamp") != NULL;

	cell_add_text(cells, deleted ? "Terminating" : json_str_or(json_at(object, "status.phase"), ""));
}

/* One member of each container of the template, joined with commas. */
static void add_of_containers(const json *object, const char *key, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *c = json_first(json_at(object, "spec.template.spec.containers")); c; c = json_next(c))
		str_addf(&out, "%s%s", out.len ? "," : "", json_str_or(json_get(c, key), ""));
	cell_add_text(cells, out.buf);
}

void cell_template_containers(const json *object, int64_t now_s UNUSED, json *cells)
{
	add_of_containers(object, "name", cells);
}

void cell_template_images(const json *object, int64_t now_s UNUSED, json *cells)
{
	add_of_containers(object, "image", cells);
}

void cell_add_labels(json *cells, const json *map)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *l = json_first(map); l; l = json_next(l))
		str_addf(&out, "%s%s=%s", out.len ? "," : "", json_key(l), json_str_or(l, ""));
	cell_add_text(cells, out.len ? out.buf : "<none>");
}

void cell_add_some(json *cells, const json *texts, const char *absent)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	size_t shown = 0;

	for (const json *t = json_first(texts); t && shown < 3; t = json_next(t), shown++)
		str_addf(&out, "%s%s", out.len ? "," : "", json_str_or(t, ""));
	if (json_len(texts) > shown)
		str_addf(&out, " + %zu more...", json_len(texts) - shown);
	cell_add_text(cells, out.len ? out.buf : absent);
}

void cell_add_modes(json *cells, const json *modes)
{
	static const char *const shorts[][2] = { { "ReadWriteOnce", "RWO" },
						 { "ReadOnlyMany", "ROX" },
						 { "ReadWriteMany", "RWX" },
						 { "ReadWriteOncePod", "RWOP" } };
	_cleanup_(str_release) struct str out = STR_INIT;

	for (size_t i = 0; i < COUNT(shorts); i++)
		for (const json *m = json_first(modes); m; m = json_next(m))
			if (streq0(json_str(m), shorts[i][0])) {
				str_addf(&out, "%s%s", out.len ? "," : "", shorts[i][1]);
				break;
			}
	cell_add_text(cells, out.buf);
}
