/*
 * The text form of label selectors: "app=web,tier!=x,env in (a,b),!gone,n>3". Reads what the API server reads and
 * refuses the rest in its words, quirks included: "app=" and "app in ()" ask for the empty value, keywords may be
 * values.
 */
#include "kube/label.h"
#include "kube/requirement.h"

enum token { TOKEN_END, TOKEN_NAME, TOKEN_COMMA, TOKEN_NOT, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_OPERATOR };

struct item {
	enum token token;
	enum operator operator;		/* of TOKEN_OPERATOR */
	bool keyword;			/* "in" or "notin": a name where no operator is looked for */
	const char *text;
	int len;
};

struct parser {
	const char *at;			/* behind the item */
	struct item item;		/* the next one, looked at but not consumed */
};

#define BLANKS " \t\r\n"
#define SPECIALS "=!(),><"
#define QUOTED(i) (i).len, (i).text

static const struct symbol {
	const char *text;		/* longer ones first */
	enum token token;
	enum operator operator;
} symbols[] = {
	{ "==", TOKEN_OPERATOR, OPERATOR_DOUBLE_EQUALS }, { "!=", TOKEN_OPERATOR, OPERATOR_NOT_EQUALS },
	{ "=", TOKEN_OPERATOR, OPERATOR_EQUALS }, { ">", TOKEN_OPERATOR, OPERATOR_GREATER },
	{ "<", TOKEN_OPERATOR, OPERATOR_LESS }, { "!", TOKEN_NOT, OPERATOR_DOES_NOT_EXIST },
	{ "(", TOKEN_OPEN, OPERATOR_IN }, { ")", TOKEN_CLOSE, OPERATOR_IN }, { ",", TOKEN_COMMA, OPERATOR_IN },
};

static struct item scan(const char *s)
{
	struct item i = { .text = s, .len = (int)strcspn(s, BLANKS SPECIALS) };

	if (!*s)
		return i;
	for (size_t n = 0; i.len == 0 && n < COUNT(symbols); n++) {
		if (!starts_with(s, symbols[n].text))
			continue;
		i.len = (int)strlen(symbols[n].text);
		i.token = symbols[n].token;
		i.operator = symbols[n].operator;
		return i;
	}
	i.token = TOKEN_NAME;
	i.keyword = (i.len == 2 && starts_with(s, "in")) || (i.len == 5 && starts_with(s, "notin"));
	i.operator = i.len == 2 ? OPERATOR_IN : OPERATOR_NOT_IN;
	return i;
}

/* Gives the next item and looks at the one after it. */
static struct item next(struct parser *p)
{
	struct item now = p->item;

	p->at += strspn(p->at, BLANKS);
	p->item = scan(p->at);
	p->at += p->item.len;
	return now;
}

static int read_operator(struct parser *p, struct requirement *r, struct err *err)
{
	struct item i = next(p);

	if (i.token != TOKEN_OPERATOR && !i.keyword)
		return err_set(err, -EINVAL, "found '%.*s', expected: in, notin, =, ==, !=, gt, lt", QUOTED(i));
	r->operator = i.operator;
	return 0;
}

/* Between the brackets. An empty place, as in "(a,)", is the empty value. */
static int read_list(struct parser *p, struct requirement *r, struct err *err)
{
	for (;;) {
		struct item i = next(p);

		if (i.token == TOKEN_NAME) {
			requirement_value(r, i.text, (size_t)i.len);
			if (p->item.token == TOKEN_CLOSE)
				return 0;
			if (p->item.token != TOKEN_COMMA)
				return err_set(err, -EINVAL, "found '%.*s', expected: ',' or ')'", QUOTED(p->item));
		} else if (i.token == TOKEN_COMMA) {
			if (!r->values.len || p->item.token == TOKEN_COMMA || p->item.token == TOKEN_CLOSE)
				requirement_value(r, "", 0);
			if (p->item.token == TOKEN_CLOSE)
				return 0;
		} else {
			return err_set(err, -EINVAL, "found '%.*s', expected: ',', or identifier", QUOTED(i));
		}
	}
}

static int read_set(struct parser *p, struct requirement *r, struct err *err)
{
	struct item i = next(p);
	int e = 0;

	if (i.token != TOKEN_OPEN)
		return err_set(err, -EINVAL, "found '%.*s' expected: '('", QUOTED(i));
	if (p->item.token == TOKEN_CLOSE)
		requirement_value(r, "", 0);
	else if (p->item.token == TOKEN_NAME || p->item.token == TOKEN_COMMA)
		e = read_list(p, r, err);
	else
		return err_set(err, -EINVAL, "found '%.*s', expected: ',', ')' or identifier", QUOTED(p->item));
	if (!e)
		next(p);
	return e;
}

static int read_value(struct parser *p, struct requirement *r, struct err *err)
{
	struct item i;

	if (p->item.token == TOKEN_END || p->item.token == TOKEN_COMMA) {
		requirement_value(r, "", 0);
		return 0;
	}
	i = next(p);
	if (i.token != TOKEN_NAME)
		return err_set(err, -EINVAL, "found '%.*s', expected: identifier", QUOTED(i));
	requirement_value(r, i.text, (size_t)i.len);
	return 0;
}

/* The key, and whether anything but its presence is asked for. */
static int read_key(struct parser *p, struct requirement *r, bool *ret_operator, struct err *err)
{
	_cleanup_(str_release) struct str why = STR_INIT;
	struct item i = next(p);
	bool absent = i.token == TOKEN_NOT;

	if (absent)
		i = next(p);
	if (i.token != TOKEN_NAME)
		return err_set(err, -EINVAL, "found '%.*s', expected: identifier", QUOTED(i));
	r->key = xstrndup(i.text, (size_t)i.len);
	if (!label_key_valid(r->key, &why))
		return err_set(err, -EINVAL, "<nil>: Invalid value: \"%s\": %s", r->key, why.buf);
	*ret_operator = !absent && p->item.token != TOKEN_END && p->item.token != TOKEN_COMMA;
	r->operator = absent ? OPERATOR_DOES_NOT_EXIST : OPERATOR_EXISTS;
	return 0;
}

static int read_requirement(struct parser *p, struct requirement *r, struct err *err)
{
	bool more = false;
	int e = read_key(p, r, &more, err);

	if (!e && more)
		e = read_operator(p, r, err);
	if (!e && more)
		e = r->operator == OPERATOR_IN || r->operator == OPERATOR_NOT_IN ? read_set(p, r, err) :
										   read_value(p, r, err);
	return e ? e : requirement_check(r, err);
}

static bool begins_requirement(const struct parser *p)
{
	return p->item.token == TOKEN_NAME || p->item.token == TOKEN_NOT;
}

static int parse(struct parser *p, struct selector *s, struct err *err)
{
	struct item i = p->item;

	while (begins_requirement(p)) {
		_cleanup_(requirement_release) struct requirement r = { 0 };

		if (read_requirement(p, &r, err))
			return err_prefix(err, "unable to parse requirement");
		selector_add(s, &r);
		i = next(p);
		if (i.token == TOKEN_END)
			return 0;
		if (i.token != TOKEN_COMMA)
			return err_set(err, -EINVAL, "found '%.*s', expected: ',' or 'end of string'", QUOTED(i));
		if (!begins_requirement(p))
			return err_set(err, -EINVAL, "found '%.*s', expected: identifier after ','", QUOTED(p->item));
	}
	if (i.token == TOKEN_END)
		return 0;
	return err_set(err, -EINVAL, "found '%.*s', expected: !, identifier, or 'end of string'", QUOTED(i));
}

struct selector *selector_parse(const char *text, struct err *err)
{
	_cleanup_(selector_freep) struct selector *s = xcalloc(1, sizeof(*s));
	struct err own = ERR_INIT;
	struct parser p = { .at = text ? text : "" };

	next(&p);
	if (parse(&p, s, err ? err : &own))
		return NULL;
	return take(s);
}
