#include "cmd/act.h"

#include "base/utf8.h"
#include "kube/time.h"

#define WAIT_MS 300000

static void release(struct act *a)
{
	condition_release(&a->condition);
	free(a->words);
	free(a->method);
	free(a->url);
	free(a->body);
}

void acts_release(act_vec *acts)
{
	vec_each(acts, a)
		release(a);
	vec_release(acts);
}

/* --- keys and text --- */

int act_keys(char *rest, act_vec *ret, struct err *err)
{
	char *name;

	if (!*rest)
		return -EINVAL;
	while ((name = strsep(&rest, " "))) {
		struct act a = { .what = ACT_KEY };

		if (!*name)
			continue;
		if (!key_parse(name, &a.key))
			return err_set(err, -EINVAL, "there is no key \"%s\"; expected letters and names as enter, "
				       "esc, up, pgdn, ctrl-d, f1", name);
		vec_push(ret, a);
	}
	return 0;
}

static int add_text(const char *text, bool pasted, act_vec *ret, struct err *err)
{
	size_t left = strlen(text), len;
	uint32_t code;

	if (!left)
		return -EINVAL;
	for (; left; text += len, left -= len) {
		len = utf8_decode(text, left, &code);
		if (!len)
			return err_set(err, -EINVAL, "expected text in UTF-8");
		vec_push(ret, ((struct act){ .what = ACT_KEY, .text = true, .key = { code, pasted } }));
	}
	return 0;
}

int act_text(char *rest, act_vec *ret, struct err *err)
{
	return add_text(rest, false, ret, err);
}

int act_paste(char *rest, act_vec *ret, struct err *err)
{
	int r = add_text(rest, true, ret, err);

	if (!r)
		vec_push(ret, ((struct act){ .what = ACT_KEY, .key = { K_ENTER, true } }));
	return r;
}

/* --- time --- */

int act_pause(char *rest, act_vec *ret, struct err *err UNUSED)
{
	struct act a = { .what = ACT_PAUSE };

	if (!duration_parse(rest, &a.ms) || a.ms < 0)
		return -EINVAL;
	vec_push(ret, a);
	return 0;
}

/* Cuts " within 2m" off the end. */
static void take_limit(char *text, int64_t *ret_ms)
{
	char *at = NULL;

	for (char *next = text; (next = strstr(next, " within ")); next++)
		at = next;
	if (at && duration_parse(at + strlen(" within "), ret_ms))
		*at = '\0';
}

static int add_condition(struct act a, const char *text, act_vec *ret, struct err *err)
{
	int r = *text ? condition_parse(text, &a.condition, err) : -EINVAL;

	if (r)
		return r;
	a.words = xstrdup(text);
	vec_push(ret, a);
	return 0;
}

int act_wait(char *rest, act_vec *ret, struct err *err)
{
	struct act a = { .what = ACT_WAIT, .ms = WAIT_MS };

	take_limit(rest, &a.ms);
	return add_condition(a, rest, ret, err);
}

int act_check(char *rest, act_vec *ret, struct err *err)
{
	return add_condition((struct act){ .what = ACT_CHECK }, rest, ret, err);
}

/* --- what is seen --- */

static int add_seen(const char *text, enum condition_what what, act_vec *ret)
{
	struct act a = { .what = ACT_CHECK, .condition = { .what = what } };

	if (!*text)
		return -EINVAL;
	a.condition.value = xstrdup(text);
	vec_push(ret, a);
	return 0;
}

int act_expect(char *rest, act_vec *ret, struct err *err UNUSED)
{
	return add_seen(rest, CONDITION_SCREEN, ret);
}

int act_absent(char *rest, act_vec *ret, struct err *err UNUSED)
{
	return add_seen(rest, CONDITION_ABSENT, ret);
}

/* --- other people --- */

int act_send(char *rest, act_vec *ret, struct err *err UNUSED)
{
	char *method = strsep(&rest, " "), *url = rest ? strsep(&rest, " ") : NULL;
	struct act a = { .what = ACT_SEND };

	if (!url)
		return -EINVAL;
	a.method = xstrdup(method);
	a.url = xstrdup(url);
	a.body = xstrdup(rest);
	vec_push(ret, a);
	return 0;
}

/* --- what is said --- */

int act_failed(const struct act *a, const char *now, struct err *err)
{
	_cleanup_(str_release) struct str limit = STR_INIT;

	if (!a->words)
		return err_set(err, -ENOENT, "\"%s\" is%s on the screen", a->condition.value,
			       a->condition.what == CONDITION_SCREEN ? " not" : "");
	if (a->what == ACT_CHECK)
		return err_set(err, -ENOENT, "`%s` is not so: %s", a->words, now);
	duration_add(&limit, a->ms / 1000);
	return err_set(err, -ETIMEDOUT, "`%s` did not come true in %s of virtual time: %s", a->words, limit.buf, now);
}
