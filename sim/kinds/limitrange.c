/* LimitRanges: the least, the most and the default of what containers, pods and claims ask for. Kept to in
 * sim/admission. */
#include "sim/cells.h"
#include "sim/validate/amounts.h"
#include "kube/quantity.h"

/* --- what is filled in: upstream's defaults of a range for containers --- */

static void fill(json *to, const json *from)
{
	for (const json *v = json_first(from); v; v = json_next(v))
		if (!json_get(to, json_key(v)))
			json_set(to, json_key(v), json_copy(v));
}

static void fill_member(json *item, const char *key, const char *from)
{
	if (json_len(json_get(item, from)) > 0)
		fill(json_want(item, key), json_get(item, from));
}

static void defaults(json *o)
{
	for (json *item = json_first(json_at(o, "spec.limits")); item; item = json_next(item)) {
		if (!streq0(json_get_str(item, "type"), "Container"))
			continue;
		fill_member(item, "default", "max");
		fill_member(item, "defaultRequest", "default");
		fill_member(item, "defaultRequest", "min");
	}
}

/* --- validation --- */

static const char *const lists[] = { "max", "min", "default", "defaultRequest", "maxLimitRequestRatio" };

/* One item of the range, and one amount of all its lists; NULL where there is none. */
struct bounds {
	const struct node *item;
	const char *name;
	const json *max, *min, *def, *request, *ratio;
};

static void complain(const struct bounds *b, const char *list, const json *shown, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

static void complain(const struct bounds *b, const char *list, const json *shown, const char *fmt, ...)
{
	_cleanup_(freep) char *name = xasprintf("%s[%s]", list, b->name);
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	refuse_invalid(AS(b->item, name, shown), "%s", text.buf);
}

/* Amounts that must not be greater than others, in the order in which upstream looks. */
static void check_order(const struct bounds *b)
{
	const struct {
		const json *less, *more;
		const char *list;
		const json *shown;
		const char *less_word, *more_word;
	} rows[] = {
		{ b->min, b->max, "min", b->min, "min", "max" },
		{ b->min, b->request, "defaultRequest", b->request, "min", "default request" },
		{ b->request, b->max, "defaultRequest", b->request, "default request", "max" },
		{ b->request, b->def, "defaultRequest", b->request, "default request", "default limit" },
		{ b->min, b->def, "default", b->min, "min", "default" },
		{ b->def, b->max, "default", b->max, "default", "max" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *less = json_str_or(rows[i].less, ""), *more = json_str_or(rows[i].more, "");

		if (rows[i].less && rows[i].more && quantity_cmp(less, more) > 0)
			complain(b, rows[i].list, rows[i].shown, "%s value %s is greater than %s value %s",
				 rows[i].less_word, less, rows[i].more_word, more);
	}
}

static void check_ratio(const struct bounds *b)
{
	const char *ratio = json_str_or(b->ratio, "");
	double most;

	if (!b->ratio)
		return;
	if (quantity_cmp(ratio, "1") < 0)
		complain(b, "maxLimitRequestRatio", b->ratio, "ratio %s is less than 1", ratio);
	if (!b->min || !b->max)
		return;
	most = (double)quantity_milli(json_str_or(b->max, "")) / (double)quantity_milli(json_str_or(b->min, ""));
	if ((double)quantity_milli(ratio) / 1000 > most)
		complain(b, "maxLimitRequestRatio", b->ratio, "ratio %s is greater than max/min = %f", ratio, most);
}

static void check_bounds(const struct bounds *b)
{
	check_order(b);
	check_ratio(b);
	if (!amount_overcommits(b->name) && b->def && b->request &&
	    quantity_cmp(json_str_or(b->def, ""), json_str_or(b->request, "")) != 0)
		complain(b, "defaultRequest", b->request,
			 "default value %s must equal to defaultRequest value %s in %s",
			 json_str_or(b->def, ""), json_str_or(b->request, ""), b->name);
}

static struct bounds bounds_at(const struct node *item, const char *name, bool of_pods)
{
	const json *v = item->value;

	return (struct bounds){
		.item = item,
		.name = name,
		.max = json_get(json_get(v, "max"), name),
		.min = json_get(json_get(v, "min"), name),
		.def = of_pods ? NULL : json_get(json_get(v, "default"), name),
		.request = of_pods ? NULL : json_get(json_get(v, "defaultRequest"), name),
		.ratio = json_get(json_get(v, "maxLimitRequestRatio"), name),
	};
}

static void check_names(const struct node *list, bool of_containers)
{
	for (const json *v = json_first(list->value); v; v = json_next(v)) {
		if (of_containers)
			check_container_amount_name(KEY(list, v));
		else
			check_amount_name(KEY(list, v));
	}
}

/* Whether an earlier list of the item has this amount. */
static bool seen(const json *item, size_t list, const char *name)
{
	for (size_t i = 0; i < list; i++)
		if (json_get(json_get(item, lists[i]), name))
			return true;
	return false;
}

static void check_amounts(const struct node *item, bool of_pods, bool of_containers)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		const struct node *list = AT(item, lists[i]);
		bool absent = of_pods && (i == 2 || i == 3);

		if (absent && json_len(list->value) > 0)
			refuse_forbidden(list, "may not be specified when `type` is 'Pod'");
		if (!absent)
			check_names(list, of_containers || of_pods);
	}
	for (size_t i = 0; i < COUNT(lists); i++)
		for (const json *v = json_first(json_get(item->value, lists[i])); v; v = json_next(v)) {
			struct bounds b = bounds_at(item, json_key(v), of_pods);

			if (!seen(item->value, i, json_key(v)))
				check_bounds(&b);
		}
}

static void check_type(const struct node *type)
{
	static const char *const known[] = { "Pod", "Container", "PersistentVolumeClaim" };

	if (!check_qualified_name(type) || strchr(node_str(type), '/'))
		return;
	for (size_t i = 0; i < COUNT(known); i++)
		if (streq(known[i], node_str(type)))
			return;
	refuse_invalid(type, "must be a standard limit type or fully qualified");
}

static void check_item(const struct node *item)
{
	const char *type = node_str(AT(item, "type"));

	check_type(AT(item, "type"));
	if (seen_before(item->up, item->index, "type"))
		refuse_duplicate(AT(item, "type"));
	check_amounts(item, streq(type, "Pod"), streq(type, "Container"));
	if (streq(type, "PersistentVolumeClaim") && !json_at(item->value, "min.storage") &&
	    !json_at(item->value, "max.storage"))
		refuse_required(AT(item, "limits"),
				"either minimum or maximum storage value is required, but neither was provided");
}

static void validate(const json *o, struct causes *causes)
{
	each_item(AT(AT(ROOT(o, causes), "spec"), "limits"), check_item);
}

const struct resource limitrange_resource = {
	.kind = KIND(limitrange),
	.flags = RESOURCE_CREATE_ON_UPDATE,
	.defaults = defaults,
	.validate = validate,
};
