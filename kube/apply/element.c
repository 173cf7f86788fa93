/* The elements of paths: order, text, and how they are made of list items. */
#include "kube/apply/fieldset.h"

static const char order[] = "fkvi";

/* The number that starts at *p, after which *p stands; false if there is none. */
static bool number(const char **p, double *ret)
{
	char *end;

	if (!strchr("-0123456789", **p) || !**p)
		return false;
	*ret = strtod(*p, &end);
	if (end == *p)
		return false;
	*p = end;
	return true;
}

/* Compact JSON of the same shape: texts by their bytes, numbers by their size, and numbers before texts. */
static int json_text_cmp(const char *a, const char *b)
{
	bool quoted = false;

	while (*a && *b) {
		const char *x = a, *y = b;
		double l, r;

		if (!quoted && number(&x, &l) && number(&y, &r)) {
			if (l != r)
				return l < r ? -1 : 1;
			a = x, b = y;
			continue;
		}
		if (*a != *b) {
			bool short_a = quoted && *a == '"', short_b = quoted && *b == '"';

			if (!quoted && (*a == '"') != (*b == '"'))
				return *a == '"' ? 1 : -1;
			return short_a ? -1 : short_b ? 1 : (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		}
		if (quoted && *a == '\\' && a[1] == b[1] && a[1])
			a++, b++;
		else if (*a == '"')
			quoted = !quoted;
		a++, b++;
	}
	return *a ? 1 : *b ? -1 : 0;
}

int element_cmp(const struct element *a, const struct element *b)
{
	if (a->type != b->type)
		return strchr(order, a->type) < strchr(order, b->type) ? -1 : 1;
	return a->type == 'f' ? strcmp(a->text, b->text) : json_text_cmp(a->text, b->text);
}

/* Texts as Go's %q has them, as far as keys of lists go. */
static void add_value(const json *v, struct str *out)
{
	if (!json_str(v)) {
		json_print(v, JSON_PLAIN, out);
		return;
	}
	str_addc(out, '"');
	for (const char *p = json_str(v); *p; p++) {
		if (*p == '"' || *p == '\\')
			str_addc(out, '\\');
		if (*p == '\n')
			str_add(out, "\\n");
		else
			str_addc(out, *p);
	}
	str_addc(out, '"');
}

static void add_keys(const char *text, struct str *out)
{
	_cleanup_(json_freep) json *keys = json_parse(text, strlen(text), NULL);
	const char *comma = "";

	for (const json *m = json_first(keys); m; m = json_next(m)) {
		str_addf(out, "%s%s=", comma, json_key(m));
		add_value(m, out);
		comma = ",";
	}
}

void element_add(const struct element *e, struct str *out)
{
	_cleanup_(json_freep) json *value = NULL;

	switch (e->type) {
	case 'f':
		str_addf(out, ".%s", e->text);
		return;
	case 'k':
		str_addc(out, '[');
		add_keys(e->text, out);
		break;
	case 'v':
		value = json_parse(e->text, strlen(e->text), NULL);
		str_add(out, "[=");
		add_value(value, out);
		break;
	default:
		str_addf(out, "[%s", e->text);
	}
	str_addc(out, ']');
}

static struct element element_of(struct pool *p, char type, const json *v)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	json_print(v, JSON_SORTED, &text);
	return (struct element){ type, pool_text(p, text.buf, text.len) };
}

struct element element_of_keys(struct pool *p, const json *keys)
{
	return element_of(p, 'k', keys);
}

struct element element_of_value(struct pool *p, const json *value)
{
	return element_of(p, 'v', value);
}
