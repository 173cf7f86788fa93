#include "sim/fidelity.h"

#include "base/yaml.h"

static const struct {
	const char *name, *text;
} files[] = {
#include "fidelity.inc"
};

static const char *const states[] = { "like", "approximated", "absent" };

json *fidelity_read(void)
{
	json *all = json_array();

	for (size_t i = 0; i < COUNT(files); i++) {
		_cleanup_(json_freep) json *rows = yaml_parse(files[i].text, strlen(files[i].text), NULL);

		for (const json *r = json_first(rows); r; r = json_next(r))
			json_push(all, json_copy(r));
	}
	return all;
}

static const char *text_of(const json *row, const char *key)
{
	return json_str_or(json_get(row, key), "");
}

static void add_row(const json *row, struct str *out)
{
	const char *state = text_of(row, "state"), *comma = "";

	str_addf(out, "  %-13s %s%s%s\n", streq(state, "like") ? "like 1.36" : state, text_of(row, "what"),
	         json_get(row, "how") ? ": " : "", text_of(row, "how"));
	str_addf(out, "  %-13s   ", "");
	for (const json *t = json_first(json_get(row, "tests")); t; t = json_next(t), comma = ", ")
		str_addf(out, "%s%s", comma, json_str_or(t, ""));
	str_addc(out, '\n');
}

void fidelity_print(const json *rows, struct str *out)
{
	size_t counts[COUNT(states)] = { 0 };
	const char *area = "";

	for (const json *r = json_first(rows); r; r = json_next(r)) {
		if (!streq(area, text_of(r, "area")))
			str_addf(out, "%s%s\n", *area ? "\n" : "", text_of(r, "area"));
		area = text_of(r, "area");
		add_row(r, out);
		for (size_t i = 0; i < COUNT(states); i++)
			counts[i] += streq(states[i], text_of(r, "state"));
	}
	str_addf(out, "\n%zu like Kubernetes 1.36, %zu approximated, %zu absent\n", counts[0], counts[1], counts[2]);
}
