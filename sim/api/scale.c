/* The scale subresource: a Scale made of the parent, and its replicas written back into the parent. */
#include "kube/selector.h"
#include "kube/time.h"
#include "kube/typed.h"
#include "sim/validate/causes.h"
#include "sim/api/apply.h"
#include "sim/api/patching.h"
#include "sim/api/update.h"

#define SCALE_TYPE "autoscaling.Scale"

/* --- the columns of a Scale --- */

static void name_cell(const json *object, int64_t now_s, json *cells)
{
	(void)now_s;
	json_push(cells, json_string(json_str_or(json_at(object, "metadata.name"), "")));
}

static void desired_cell(const json *object, int64_t now_s, json *cells)
{
	(void)now_s;
	json_push(cells, json_number(json_int_or(json_at(object, "spec.replicas"), 0)));
}

static void available_cell(const json *object, int64_t now_s, json *cells)
{
	(void)now_s;
	json_push(cells, json_number(json_int_or(json_at(object, "status.replicas"), 0)));
}

static void age_cell(const json *object, int64_t now_s, json *cells)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int64_t ms;

	if (time_parse(json_str_or(json_at(object, "metadata.creationTimestamp"), ""), &ms))
		duration_add(&text, now_s - ms / 1000);
	else
		str_add(&text, "<unknown>");
	json_push(cells, json_string(text.buf));
}

static const struct column scale_columns[] = {
	{ .name = "Name", .cell = name_cell, .description = "Name of the scaled object." },
	{ .name = "Desired", .type = "integer", .cell = desired_cell, .description = "How many replicas are wanted." },
	{ .name = "Available",
	  .type = "integer",
	  .cell = available_cell,
	  .description = "How many replicas there are." },
	{ .name = "Age", .cell = age_cell, .description = "Time since the scaled object was created." },
};

static const struct resource scale_resource = { .columns = scale_columns, .ncolumns = COUNT(scale_columns) };

static json *scale_of(const json *tree)
{
	static const char *const fields[] = { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" };
	json *scale = json_format("{'kind':'Scale','apiVersion':'autoscaling/v1','metadata':{},'spec':{},'status':{}}");
	struct selector *selector = selector_from_json(json_at(tree, "spec.selector"), NULL);
	_cleanup_(str_release) struct str text = STR_INIT;
	int64_t replicas = json_int_or(json_at(tree, "spec.replicas"), 0);

	for (size_t i = 0; i < COUNT(fields); i++)
		if (json_get(json_get(tree, "metadata"), fields[i]))
			json_set(json_get(scale, "metadata"), fields[i],
			         json_copy(json_get(json_get(tree, "metadata"), fields[i])));
	if (replicas != 0)
		json_set_int(json_get(scale, "spec"), "replicas", replicas);
	json_set_int(json_get(scale, "status"), "replicas", json_int_or(json_at(tree, "status.replicas"), 0));
	if (selector)
		selector_print(selector, &text);
	if (text.len > 0)
		json_set_str(json_get(scale, "status"), "selector", text.buf);
	selector_free(selector);
	return scale;
}

static int respond_scale(struct call *c, const json *tree)
{
	_cleanup_(json_freep) json *scale = scale_of(tree);

	if (c->form.as == FORM_TABLE)
		c->resource = &scale_resource;
	respond_tree(c, 200, scale);
	return 0;
}

int api_get_scale(struct call *c)
{
	_cleanup_(json_freep) json *tree = NULL;
	const struct object *o = NULL;
	int r = call_object(c, &o);

	if (r < 0)
		return r;
	tree = object_tree(o);
	return respond_scale(c, tree);
}

static int check_replicas(struct call *c, const json *scale)
{
	const json *replicas = json_at(scale, "spec.replicas");
	struct causes causes = { &c->status };

	if (json_int_or(replicas, 0) >= 0)
		return 0;
	cause_invalid(&causes, "spec.replicas", replicas, "must be greater than or equal to 0");
	status_set(&c->status, 422, "Invalid",
	           "Scale.autoscaling \"%s\" is invalid: spec.replicas: Invalid value: %" PRId64
	           ": must be greater than or equal to 0",
	           c->req->name, json_int_or(replicas, 0));
	status_details(&c->status, "Scale", "autoscaling", c->req->name);
	cause_invalid(&causes, "spec.replicas", replicas, "must be greater than or equal to 0");
	return -422;
}

/* The Scale as it is, with who owns its replicas. */
static json *live_scale(struct call *c, const struct draft *d, struct management *m)
{
	json *scale = scale_of(d->old_tree);
	char version[128];
	json *entries;

	kind_api_version(c->kind, version, sizeof(version));
	entries = managed_to_scale(&m->pool, json_at(d->old_tree, "metadata.managedFields"), version);
	if (entries)
		json_set(json_get(scale, "metadata"), "managedFields", entries);
	return scale;
}

static void set_parent_entries(struct call *c, struct draft *d, struct management *m, const json *scale)
{
	json *metadata = json_get(d->tree, "metadata"), *entries;
	char version[128];

	kind_api_version(c->kind, version, sizeof(version));
	entries = managed_from_scale(&m->pool, json_at(d->old_tree, "metadata.managedFields"),
				     json_at(scale, "metadata.managedFields"), version);
	json_del(metadata, "managedFields");
	if (entries)
		json_set(metadata, "managedFields", entries);
}

/* Who owns what after a write of the Scale: told by the Scales, unless it was an apply and the new one knows. */
static void manage_scale(struct call *c, struct draft *d, json *scale)
{
	_cleanup_(json_freep) json *live = NULL;
	struct management m;

	manage_begin_scale(c, &m);
	if (!c->managed) {
		live = live_scale(c, d, &m);
		typed_complete(live, m.write.type);
		typed_complete(scale, m.write.type);
		managed_update(&m.write, live, scale);
	}
	set_parent_entries(c, d, &m, scale);
	manage_end(&m);
	c->managed = true;
}

/* Writes the Scale's replicas into the parent, under the Scale's uid and version. */
static int write_scale(struct call *c, struct draft *d, json *scale)
{
	_cleanup_(object_unrefp) const struct object *o = NULL;
	_cleanup_(json_freep) json *now = NULL;
	const char *version = json_str_or(json_at(scale, "metadata.resourceVersion"), "");
	const char *uid = json_str_or(json_at(scale, "metadata.uid"), "");
	int r = check_replicas(c, scale);

	if (r < 0)
		return r;
	d->tree = json_copy(d->old_tree);
	json_set_int(json_want(d->tree, "spec"), "replicas", json_int_or(json_at(scale, "spec.replicas"), 0));
	json_set_str(json_get(d->tree, "metadata"), "resourceVersion", version);
	json_set_str(json_get(d->tree, "metadata"), "uid", *uid ? uid : d->old->uid);
	manage_scale(c, d, scale);
	c->req->subresource = NULL;
	r = update_draft(c, d, UPDATE_MAIN, &o);
	if (r < 0)
		return r;
	now = object_tree(o);
	return respond_scale(c, now);
}

static int check_kind(struct call *c, const json *scale)
{
	const char *kind = json_str_or(json_get(scale, "kind"), "Scale");

	if (streq(kind, "Scale") || !*kind)
		return 0;
	json_free(take(c->res->warnings));	/* of fields that are another kind's */
	return call_bad_request(
	    c,
	    "%s in version \"v1\" cannot be handled as a Scale: converting (v1.%s) to (autoscaling.Scale): unknown "
	    "conversion",
	    kind, kind);
}

int api_update_scale(struct call *c)
{
	_cleanup_(json_freep) json *scale = NULL;
	_cleanup_(draft_release) struct draft d = { 0 };
	const char *name;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, SCALE_TYPE, NULL, &scale);
	if (r == 0)
		r = check_kind(c, scale);
	if (r == 0)
		r = call_object(c, &d.old);
	if (r < 0)
		return r;
	name = json_str_or(json_at(scale, "metadata.name"), "");
	if (!*name)
		return call_bad_request(
		    c, "the name of the object (%s based on URL) was undeterminable: name must be provided",
		    c->req->name);
	if (!streq(name, c->req->name))
		return call_bad_request(c, "the name of the object (%s) does not match the name on the URL (%s)", name,
		                        c->req->name);
	d.old_tree = object_tree(d.old);
	return write_scale(c, &d, scale);
}

static int apply_scale(struct call *c, struct draft *d)
{
	_cleanup_(json_freep) json *scale = NULL, *live = NULL;
	struct management m;
	int r;

	manage_begin_scale(c, &m);
	live = live_scale(c, d, &m);
	typed_complete(live, m.write.type);
	r = apply_config(c, &m.write, live, &scale);
	manage_end(&m);
	if (r == 0)
		r = update_check_namespace(c, scale);
	if (r == 0)
		r = update_check_names(c, scale);
	return r < 0 ? r : write_scale(c, d, scale);
}

int api_patch_scale(struct call *c)
{
	_cleanup_(json_freep) json *scale = NULL;
	_cleanup_(draft_release) struct draft d = { 0 };
	int r = patch_check_type(c);

	if (r == 0)
		r = patch_options(c);
	if (r == 0)
		r = call_object(c, &d.old);
	if (r < 0)
		return r;
	d.old_tree = object_tree(d.old);
	if (patch_is_apply(c))
		return apply_scale(c, &d);
	scale = scale_of(d.old_tree);
	r = patch_apply(c, &scale, SCALE_TYPE);
	return r < 0 ? r : write_scale(c, &d, scale);
}
