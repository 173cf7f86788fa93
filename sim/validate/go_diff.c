/*
 * Unified diffs of structs as upstream prints them in refusals: both as indented JSON, a blank a level, matched line by
 * line after Ratcliff and Obershelp (the longest common run first, then what is left and right of it), three lines of
 * context.
 */
#include "sim/validate/go_struct.h"
#include "base/vec.h"

#define CONTEXT 3

struct lines {
	VEC(char *) v;
};

struct run {			/* of equal lines: n from a in the one text, from b in the other */
	size_t a, b, n;
};

struct match {
	const struct lines *a, *b;
	VEC(struct run) runs;
};

/* --- printing --- */

static void indent(struct str *out, int depth)
{
	str_addc(out, '\n');
	for (int i = 0; i < depth; i++)
		str_addc(out, ' ');
}

static void print(const json *v, int depth, struct str *out)
{
	bool object = json_type(v) == JSON_OBJECT;

	if ((!object && json_type(v) != JSON_ARRAY) || json_len(v) == 0) {
		json_print(v, JSON_PLAIN, out);
		return;
	}
	str_addc(out, object ? '{' : '[');
	for (const json *i = json_first(v); i; i = json_next(i)) {
		indent(out, depth + 1);
		if (object) {
			str_add_quoted(out, json_key(i), strlen(json_key(i)));
			str_add(out, ": ");
		}
		print(i, depth + 1, out);
		str_add(out, json_next(i) ? "," : "");
	}
	indent(out, depth);
	str_addc(out, object ? '}' : ']');
}

static void split(const json *v, const struct go_field *fields, struct lines *ret)
{
	_cleanup_(json_freep) json *shown = go_struct(v, fields);
	_cleanup_(str_release) struct str text = STR_INIT;
	const char *at, *end;

	print(shown, 0, &text);
	for (at = text.buf; at; at = *end ? end + 1 : NULL) {
		end = at + strcspn(at, "\n");
		vec_push(&ret->v, xstrndup(at, (size_t)(end - at)));
	}
}

static void lines_release(struct lines *l)
{
	vec_each(&l->v, line)
		free(*line);
	vec_release(&l->v);
}

/* --- matching --- */

static size_t run_length(const struct match *m, struct run at, size_t a_end, size_t b_end)
{
	size_t n = 0;

	while (at.a + n < a_end && at.b + n < b_end && streq(m->a->v.items[at.a + n], m->b->v.items[at.b + n]))
		n++;
	return n;
}

static void match(struct match *m, struct run from, size_t a_end, size_t b_end)
{
	struct run best = { from.a, from.b, 0 };

	for (size_t a = from.a; a < a_end; a++) {
		for (size_t b = from.b; b < b_end; b++) {
			size_t n = run_length(m, (struct run){ a, b, 0 }, a_end, b_end);

			if (n > best.n)
				best = (struct run){ a, b, n };
		}
	}
	if (best.n == 0)
		return;
	match(m, from, best.a, best.b);
	vec_push(&m->runs, best);
	match(m, (struct run){ best.a + best.n, best.b + best.n, 0 }, a_end, b_end);
}

/* --- hunks --- */

static void add_range(struct str *out, char sign, size_t start, size_t n)
{
	str_addf(out, "%c%zu", sign, n ? start + 1 : start);
	if (n != 1)
		str_addf(out, ",%zu", n);
}

static void add_lines(struct str *out, char sign, const struct lines *l, size_t from, size_t to)
{
	for (; from < to; from++)
		str_addf(out, "%c%s\n", sign, l->v.items[from]);
}

/* A hunk from the run before a change (its last lines) to the run after the last change (its first lines). */
static void add_hunk(const struct match *m, size_t first, size_t last, struct str *out)
{
	const struct run *before = &m->runs.items[first], *after = &m->runs.items[last];
	size_t lead = MIN(before->n, (size_t)CONTEXT), tail = MIN(after->n, (size_t)CONTEXT);
	size_t a = before->a + before->n - lead, b = before->b + before->n - lead;

	str_add(out, "@@ ");
	add_range(out, '-', a, after->a + tail - a);
	str_addc(out, ' ');
	add_range(out, '+', b, after->b + tail - b);
	str_add(out, " @@\n");
	add_lines(out, ' ', m->a, a, before->a + before->n);
	for (size_t i = first; i < last; i++) {
		const struct run *r = &m->runs.items[i], *next = r + 1;

		add_lines(out, '-', m->a, r->a + r->n, next->a);
		add_lines(out, '+', m->b, r->b + r->n, next->b);
		add_lines(out, ' ', m->a, next->a, next->a + (i + 1 == last ? tail : next->n));
	}
}

/* Runs that follow each other without a change between are one; empty ones stand at both ends. */
static void close_up(struct match *m)
{
	size_t kept = 0;

	vec_insert(&m->runs, 0, ((struct run){ 0, 0, 0 }));
	vec_push(&m->runs, ((struct run){ m->a->v.len, m->b->v.len, 0 }));
	for (size_t i = 1; i < m->runs.len; i++) {
		struct run *last = &m->runs.items[kept], *r = &m->runs.items[i];

		if (last->a + last->n == r->a && last->b + last->n == r->b)
			last->n += r->n;
		else
			m->runs.items[++kept] = *r;
	}
	m->runs.len = kept + 1;
}

void go_diff(const json *before, const json *after, const struct go_field *fields, struct str *out)
{
	_cleanup_(lines_release) struct lines a = { VEC_INIT }, b = { VEC_INIT };
	struct match m = { &a, &b, VEC_INIT };

	split(before, fields, &a);
	split(after, fields, &b);
	match(&m, (struct run){ 0, 0, 0 }, a.v.len, b.v.len);
	close_up(&m);
	for (size_t first = 0, last; first + 1 < m.runs.len; first = last) {
		last = first + 1;
		while (last + 1 < m.runs.len && m.runs.items[last].n <= 2 * CONTEXT)
			last++;
		add_hunk(&m, first, last, out);
	}
	vec_release(&m.runs);
}
