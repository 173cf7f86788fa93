/* See amounts.h. */
#include "sim/admission/amounts.h"

#include "kube/quantity.h"
#include "kube/typed.h"

static const char *text_of(const json *j)
{
	return json_str_or(j, "0");
}

static void set_sum(json *to, const char *name, const char *a, const char *b, bool subtract)
{
	_cleanup_(str_release) struct str sum = STR_INIT;

	quantity_add(a, b, subtract, &sum);
	json_set_str(to, name, sum.buf);
}

void amounts_add(json *to, const json *from)
{
	for (const json *f = json_first(from); f; f = json_next(f)) {
		const json *there = json_get(to, json_key(f));

		if (there)
			set_sum(to, json_key(f), text_of(there), text_of(f), false);
		else
			json_set_str(to, json_key(f), text_of(f));
	}
}

void amounts_raise(json *to, const json *from)
{
	for (const json *f = json_first(from); f; f = json_next(f)) {
		const json *there = json_get(to, json_key(f));

		if (!there || quantity_cmp(text_of(f), text_of(there)) > 0)
			json_set_str(to, json_key(f), text_of(f));
	}
}

void amounts_set(json *to, const char *name, const char *amount)
{
	json_set_str(to, name, amount);
}

json *amounts_less(const json *a, const json *b)
{
	json *out = json_object();

	for (const json *i = json_first(a); i; i = json_next(i)) {
		const json *other = json_get(b, json_key(i));

		if (other && quantity_cmp(text_of(i), text_of(other)) <= 0)
			json_set_str(out, json_key(i), "0");
		else
			set_sum(out, json_key(i), text_of(i), other ? text_of(other) : "0", true);
	}
	return out;
}

json *amounts_masked(const json *a, const json *names)
{
	json *out = json_object();

	for (const json *i = json_first(a); i; i = json_next(i))
		if (json_get(names, json_key(i)))
			json_set(out, json_key(i), json_copy(i));
	return out;
}

void amounts_drop_zeros(json *a)
{
	for (json *i = json_first(a); i;) {
		json *next = json_next(i);

		if (quantity_cmp(text_of(i), "0") == 0)
			json_drop(a, i);
		i = next;
	}
}

static bool within(const json *a, const json *b)
{
	for (const json *i = json_first(a); i; i = json_next(i)) {
		const json *other = json_get(b, json_key(i));

		if (!other || quantity_cmp(text_of(i), text_of(other)) != 0)
			return false;
	}
	return true;
}

bool amounts_equal(const json *a, const json *b)
{
	return json_len(a) == json_len(b) && within(a, b);
}

void amounts_print(const json *a, struct str *out)
{
	_cleanup_(json_freep) json *sorted = a ? json_copy(a) : json_object();
	size_t before = out->len;

	typed_sort_map(sorted);
	for (const json *i = json_first(sorted); i; i = json_next(i))
		str_addf(out, "%s%s=%s", out->len > before ? "," : "", json_key(i), text_of(i));
}
