#include "tui/message.h"

#include "tui/work.h"

/* The sentence to be said, or NULL: the prompt or a short hint has the line. */
static const char *sentence(struct app *app, const struct freshness *f, enum role *ret_role)
{
	if (app->prompt.kind)
		return NULL;
	if (app->message.text) {
		*ret_role = app->message.role;
		return app->message.text;
	}
	*ret_role = f->notice_role;
	return f->notice.len ? f->notice.buf : NULL;
}

int message_rows(struct app *app, const struct freshness *f)
{
	enum role role;
	const char *rest = sentence(app, f, &role);
	size_t next = 1;
	int rows = 0;

	for (; rest && *rest && next && rows < MESSAGE_ROWS; rows++) {
		text_wrap(rest, app->surface.width - 2, &next);
		rest += next;
	}
	return MAX(rows, 1);
}

static void draw_sentence(struct surface *s, struct rect r, enum role role, const char *rest)
{
	for (int i = 0; i < r.height && *rest; i++) {
		size_t next, len = text_wrap(rest, r.width, &next);
		bool last = i == r.height - 1;
		_cleanup_(freep) char *line = last ? xstrdup(rest) : xstrndup(rest, len);
		struct pen p = pen_at(s, r.y + i, r.x, r.width);

		pen_text(&p, role, line);
		rest += next;
	}
}

static void draw_hint(struct app *app, struct pen *p)
{
	const struct table *t = app_view(app)->class->table ? &app_view(app)->table : NULL;
	_cleanup_(str_release) struct str work = STR_INIT;
	enum role role;

	if (work_line(app, &work, &role)) {
		pen_text(p, role, work.buf);
	} else if (t && t->filter) {
		pen_text(p, ROLE_key, "/");
		pen_text(p, ROLE_match, t->filter);
		pen_textf(p, ROLE_muted, "   %zu of %zu", t->rows.len, t->total);
	} else if (!app->tutor && (app->surface.width < 80 || app->surface.height < 24)) {
		pen_textf(p, ROLE_muted, "%d x %d: 80 x 24 shows more", app->surface.width, app->surface.height);
	}
}

void message_draw(struct app *app, struct surface *s, struct rect r, const struct freshness *f)
{
	enum role role;
	const char *text = sentence(app, f, &role);
	struct pen p = pen_at(s, r.y, r.x, r.width);

	if (app->prompt.kind)
		prompt_draw(&app->prompt, s, r.y);
	else if (text)
		draw_sentence(s, r, role, text);
	else
		draw_hint(app, &p);
}
