#include "cmd/script.h"

#include "kube/time.h"

void script_init(struct script *s, const char *file, const struct script_hooks *hooks)
{
	*s = (struct script){ .file = file, .hooks = hooks };
	s->options = (struct stage_options){ .world = "web", .seed = STAGE_SEED, .height = 24, .width = 80 };
}

void script_init_on(struct script *s, const char *file, struct stage *stage, const struct script_hooks *hooks)
{
	script_init(s, file, hooks);
	s->stage = stage;
	s->borrowed = true;
}

void script_end(struct script *s)
{
	if (!s->borrowed)
		stage_free(s->stage);
	vec_each(&s->kept, text)
		free(*text);
	vec_release(&s->kept);
	vec_release(&s->options.refused);
	free(s->title);
	s->title = NULL;
	s->stage = NULL;
}

const char *script_copy(struct script *s, const char *text)
{
	vec_push(&s->kept, xstrdup(text));
	return vec_last(&s->kept);
}

int script_begin(struct script *s, struct err *err)
{
	struct err why = ERR_INIT;

	if (s->stage)
		return 0;
	s->stage = stage_new(&s->options, &why);
	if (!s->stage)
		return err_set(err, -EINVAL, "%s", why.text);
	return s->hooks && s->hooks->begun ? s->hooks->begun(s->hooks->arg, err) : 0;
}

/* --- one line --- */

static int expected(const struct script_word *w, struct err *err)
{
	return err_set(err, -EINVAL, "expected `%s%s%s`", w->word, *w->usage ? " " : "", w->usage);
}

static int plan_and_perform(struct script *s, const struct script_word *w, char *rest, struct err *err)
{
	_cleanup_(acts_release) act_vec acts = VEC_INIT;
	int r = w->plan(rest, &acts, err);

	return r ? r : script_perform(s, &acts, err);
}

static int run_word(struct script *s, const struct script_word *w, char *rest, struct err *err)
{
	struct err why = ERR_INIT;
	int r;

	if (!*w->usage && *rest)
		return expected(w, err);
	r = w->plan ? plan_and_perform(s, w, rest, &why) : w->run(s, rest, &why);
	if (r == -EINVAL && !*why.text)
		return expected(w, err);
	return r ? err_set(err, r, "%s", why.text) : 0;
}

/* `type@50ms`: the pace of this line alone. */
static int run_step(struct script *s, char *word, char *rest, struct err *err)
{
	int64_t pace = s->pace_ms;
	char *at = strchr(word, '@');
	const struct script_word *w;
	int r;

	if (at)
		*at++ = '\0';
	w = script_step(word);
	if (at && w && (!w->paced || !duration_parse(at, &s->pace_ms) || s->pace_ms < 0)) {
		s->pace_ms = pace;
		return err_set(err, -EINVAL, w->paced ? "expected `%s@DURATION %s`, as in %s@50ms" : "%s takes no pace",
			       w->word, w->usage, w->word);
	}
	r = script_begin(s, err);
	if (r == 0)
		r = run_word(s, w, rest, err);
	s->pace_ms = pace;
	return r;
}

static int run_line(struct script *s, char *word, char *rest, struct err *err)
{
	_cleanup_(str_release) struct str words = STR_INIT;
	const struct script_word *head = script_head(word);

	if (head && s->stage)
		return err_set(err, -EINVAL, "`%s` stands at the head of a script, before its first step", word);
	if (head)
		return run_word(s, head, rest, err);
	if (script_step(word))
		return run_step(s, word, rest, err);
	if (!s->stage) {
		script_head_words(&words);
		str_add(&words, "; or a step: ");
	}
	script_step_words(&words);
	return err_set(err, -EINVAL, "there is no step \"%s\"; expected one of: %s", word, words.buf);
}

int script_line(struct script *s, const char *line, struct err *err)
{
	_cleanup_(freep) char *copy = xstrdup(line);
	struct err why = ERR_INIT;
	char *rest = copy, *word;
	int r;

	s->line++;
	word = strsep(&rest, " ");
	if (!*word || *word == '#')
		return 0;
	r = run_line(s, word, rest ? rest : copy + strlen(copy), &why);
	return r ? err_set(err, r, "%s:%d: %s", s->file, s->line, why.text) : 0;
}

int script_play(struct script *s, const char *text, struct err *err)
{
	_cleanup_(freep) char *copy = xstrdup(text);
	char *rest = copy, *line;
	int r = 0;

	while (r == 0 && (line = strsep(&rest, "\n")))
		r = script_line(s, line, err);
	return r ? r : script_begin(s, err);
}
