/* See page.h. start is "namespace/name\0", for cluster-scoped kinds "name\0". */
#include "sim/api/page.h"

#include "sim/validate/gotext.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void page_release(struct page *p)
{
	free(p->namespace);
	free(p->name);
	*p = (struct page){ 0 };
}

static void encode(const char *text, size_t len, struct str *out)
{
	for (size_t i = 0; i < len; i += 3) {
		uint32_t n = (uint32_t)(unsigned char)text[i] << 16;

		if (i + 1 < len)
			n |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			n |= (unsigned char)text[i + 2];
		for (size_t k = 0; k < MIN((size_t)3, len - i) + 1; k++)
			str_addc(out, alphabet[(n >> (18 - 6 * k)) & 63]);
	}
}

/* Skips what is no base64; tokens of ours have none. */
static void decode(const char *text, struct str *out)
{
	uint32_t bits = 0;
	int count = 0;

	for (; *text; text++) {
		const char *at = strchr(alphabet, *text);

		if (!at)
			continue;
		bits = (bits << 6) | (uint32_t)(at - alphabet);
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		str_addc(out, (char)((bits >> count) & 0xff));
	}
}

void page_token(int64_t rv, const struct object *last, struct str *out)
{
	_cleanup_(str_release) struct str text = STR_INIT, key = STR_INIT;

	object_key(last, &key);
	str_addjson(&text, "{'v':'meta.k8s.io/v1','rv':%ld,'start':%q}", rv, key.buf);
	str_cut(&text, text.len - 2);
	str_add(&text, "\\u0000\"}");
	encode(text.buf, text.len, out);
}

/* The parser refuses NUL, so the end of our own start key is cut off before it sees it. */
static json *token_tree(const char *token, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	static const char end[] = "\\u0000\"}";
	json *tree;

	decode(token, &text);
	if (text.len > strlen(end) && streq(text.buf + text.len - strlen(end), end)) {
		str_cut(&text, text.len - strlen(end));
		str_add(&text, "\"}");
	}
	tree = json_parse(text.buf, text.len, err);
	if (!tree)
		gotext_json_error(text.buf, text.len, err);
	return tree;
}

int page_read(struct call *c, const char *token, struct page *ret)
{
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *tree = token_tree(token, &err);
	const char *start, *slash;

	if (!tree)
		return call_bad_request(c, "invalid continue token: continue key is not valid: %s", err.text);
	start = json_get_str(tree, "start");
	if (json_get_int(tree, "rv", 0) == 0)
		return call_bad_request(
		    c, "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion "
		       "(version meta.k8s.io/v1)");
	if (!start || !*start)
		return call_bad_request(
		    c, "invalid continue token: continue key is not valid: encoded start key empty (version "
		       "meta.k8s.io/v1)");
	slash = strchr(start, '/');
	ret->rv = json_get_int(tree, "rv", 0);
	ret->namespace = slash ? xstrndup(start, (size_t)(slash - start)) : xstrdup("");
	ret->name = xstrdup(slash ? slash + 1 : start);
	return 0;
}
