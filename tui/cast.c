#include "tui/cast.h"

#include <stdio.h>

#include "base/json.h"
#include "tui/ansi.h"

int cast_version_parse(const char *text)
{
	return streq(text, "2") ? 2 : streq(text, "3") ? 3 : 0;
}

void cast_init(struct cast *c, int version)
{
	*c = (struct cast){ .version = version };
}

void cast_release(struct cast *c)
{
	surface_release(&c->shown);
}

/* --- the header --- */

/* The eight colours that a player offers to programs that ask for them by number, by what we use them for. */
static void add_palette(const struct theme *theme, struct str *out)
{
	static const enum role roles[] = { ROLE_border, ROLE_bad, ROLE_ok, ROLE_warn, ROLE_new, ROLE_waiting,
					   ROLE_progress, ROLE_text };

	for (size_t i = 0; i < COUNT(roles); i++)
		str_addf(out, "%s#%06x", i > 0 ? ":" : "", theme->roles[roles[i]].color.rgb);
}

static void add_theme(const struct theme *theme, struct str *out)
{
	str_addf(out, "\"theme\":{\"fg\":\"#%06x\",\"bg\":\"#%06x\",\"palette\":\"", theme->roles[ROLE_text].color.rgb,
		 theme->grounds[GROUND_page].color.rgb);
	add_palette(theme, out);
	str_add(out, "\"}");
}

static void add_header(const struct cast *c, const struct surface *s, const struct theme *theme, struct str *out)
{
	if (c->version == 2)
		str_addf(out, "{\"version\":2,\"width\":%d,\"height\":%d,", s->width, s->height);
	else
		str_addf(out, "{\"version\":3,\"term\":{\"cols\":%d,\"rows\":%d,", s->width, s->height);
	add_theme(theme, out);
	if (c->version == 3)
		str_addc(out, '}');
	if (c->stamp_s)
		str_addf(out, ",\"timestamp\":%" PRId64, c->stamp_s);
	if (c->title) {
		str_add(out, ",\"title\":");
		str_add_quoted(out, c->title, strlen(c->title));
	}
	str_add(out, "}\n");
}

/* --- events --- */

/* Version 2: seconds with at least one decimal and no zeros at the end. Version 3: an interval with three. */
static void add_time(struct cast *c, int64_t ms, struct str *out)
{
	int64_t value = c->version == 2 ? ms : ms - c->last_ms;
	char text[32];
	int len = snprintf(text, sizeof(text), "%" PRId64 ".%03d", value / 1000, (int)(value % 1000));

	while (c->version == 2 && text[len - 1] == '0' && text[len - 2] != '.')
		text[--len] = '\0';
	str_add(out, text);
	c->last_ms = ms;
}

static void add_event(struct cast *c, int64_t ms, const char *code, const char *data, struct str *out)
{
	str_addc(out, '[');
	add_time(c, MAX(ms, c->last_ms), out);
	str_addf(out, ",\"%s\",", code);
	str_add_quoted(out, data, strlen(data));
	str_add(out, "]\n");
}

static void add_resize(struct cast *c, int64_t ms, const struct surface *s, struct str *out)
{
	char size[32];

	if (s->width == c->shown.width && s->height == c->shown.height)
		return;
	snprintf(size, sizeof(size), "%dx%d", s->width, s->height);
	add_event(c, ms, "r", size, out);
}

static void remember(struct cast *c, const struct surface *s, const struct theme *theme)
{
	surface_copy(&c->shown, s);
	snprintf(c->theme, sizeof(c->theme), "%s", theme->name);
	c->begun = true;
}

void cast_frame(struct cast *c, int64_t ms, const struct surface *s, const struct theme *theme, struct str *out)
{
	_cleanup_(str_release) struct str bytes = STR_INIT;
	bool anew = !c->begun || !streq(c->theme, theme->name);

	if (!c->begun)
		add_header(c, s, theme, out);
	else
		add_resize(c, ms, s, out);
	surface_ansi(anew ? NULL : &c->shown, s, theme, &bytes);
	if (bytes.len)
		add_event(c, ms, "o", bytes.buf, out);
	remember(c, s, theme);
}

void cast_marker(struct cast *c, int64_t ms, const char *label, struct str *out)
{
	if (c->begun)
		add_event(c, ms, "m", label, out);
}

void cast_end(struct cast *c, int64_t ms, struct str *out)
{
	if (c->begun && ms > c->last_ms)
		add_event(c, ms, "o", "", out);
}
