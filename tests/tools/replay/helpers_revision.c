/* Recorded calls about revisions, their data and what applying them gives, replayed on ours. */
#include "tests/tools/replay/helpers.h"

#include "base/vec.h"
#include "reconciler/revision.h"

static json *compare(const json *in, const json *out UNUSED)
{
	const json *spec = json_at(in, "set.spec");
	const char *data = json_str_or(json_get(in, "revisionData"), "");
	_cleanup_(str_release) struct str proposed = STR_INIT;

	revision_data(json_get(spec, "template"), &proposed);
	return json_format("{'proposedData':%q,'byteEqual':%b,'semanticallySame':%b}", proposed.buf,
			   streq(proposed.buf, data), revision_same_meaning(spec, data, proposed.buf));
}

static json *apply(const json *in, const json *out UNUSED)
{
	_cleanup_(json_freep) json *spec = NULL;
	struct err err = ERR_INIT;

	if (revision_apply(json_at(in, "set.spec"), json_str_or(json_get(in, "revisionData"), ""), &spec, &err) < 0)
		return json_format("{'error':%q}", err.text);
	return json_format("{'error':null,'replicas':%j,'template':%j}", json_get(spec, "replicas"),
			   json_get(spec, "template"));
}

static int by_order(const void *a, const void *b)
{
	return revision_cmp(*(struct revision *const *)a, *(struct revision *const *)b);
}

static json *sort(const json *in, const json *out UNUSED)
{
	VEC(struct revision *) all = VEC_INIT;
	json *answer = json_format("{'next':1,'order':[]}");

	for (json *i = json_first(in); i; i = json_next(i)) {
		_cleanup_(json_freep) json *tree =
		    json_format("{'metadata':%j,'revision':%j}", i, json_get(i, "revision"));

		vec_push(&all, revision_from_object(object_new(KIND(controllerrevision), tree, OBJECT_FACTS, NULL)));
	}
	if (all.len)
		qsort(all.items, all.len, sizeof(*all.items), by_order);
	vec_each(&all, r) {
		json_push(json_get(answer, "order"), json_string((*r)->name));
		json_set_int(answer, "next", (*r)->number + 1);
		object_unref((*r)->object);
		revision_free(*r);
	}
	vec_release(&all);
	return answer;
}

const struct helper revision_helpers[] = {
	{ "revisionComparison", compare },
	{ "applyRevision", apply },
	{ "sortRevisions", sort },
	{ NULL, NULL },
};
