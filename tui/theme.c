#include "tui/theme.h"

#include <dirent.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/yaml.h"

struct builtin {
	const char *name;
	const char *text;
};

static const struct builtin builtins[] = {
#include "themes.inc"
};

static const char *const role_names[] = {
#define X(name, what) #name,
	ROLES(X)
#undef X
};

static const char *const ground_names[] = {
#define X(name, what) #name,
	GROUNDS(X)
#undef X
};

struct attribute_name {
	const char *name;
	enum attribute bit;
};

static const struct attribute_name attribute_names[] = {
	{ "bold", ATTR_BOLD }, { "dim", ATTR_DIM }, { "reverse", ATTR_REVERSE }, { "underline", ATTR_UNDERLINE },
};

/* [ "#rrggbb", ansi ] */
static int parse_color(const json *palette, const char *name, struct color *ret, struct err *err)
{
	const json *entry = json_get(palette, name);
	const char *hex = json_str_or(json_item(entry, 0), "");
	int64_t ansi = json_int_or(json_item(entry, 1), -1);
	char *end;

	if (!entry)
		return err_set(err, -EINVAL, "colour \"%s\" is not in its palette", name);
	if (*hex != '#' || strlen(hex) != 7)
		return err_set(err, -EINVAL, "colour \"%s\" is not [\"#rrggbb\", ANSI number]", name);
	*ret = (struct color){ (uint32_t)strtoul(hex + 1, &end, 16), ansi >= 0 && ansi < 16 ? (int)ansi : -1 };
	return *end ? err_set(err, -EINVAL, "colour \"%s\": \"%s\" is not #rrggbb", name, hex) : 0;
}

static int parse_attributes(const json *words, uint8_t *ret, struct err *err)
{
	uint8_t attrs = 0;

	for (const json *w = json_first(words); w; w = json_next(w)) {
		size_t i = 0;

		while (i < COUNT(attribute_names) && !streq(attribute_names[i].name, json_str_or(w, "")))
			i++;
		if (i == COUNT(attribute_names))
			return err_set(err, -EINVAL, "attribute \"%s\" is none of bold, dim, reverse, underline",
			               json_str_or(w, ""));
		attrs |= (uint8_t)attribute_names[i].bit;
	}
	*ret = attrs;
	return 0;
}

/* A role is a colour's name, or { color, attrs, mono }. */
static int parse_style(const json *palette, const json *role, struct style *ret, struct err *err)
{
	const char *color = json_str(role) ? json_str(role) : json_get_str(role, "color");
	int r;

	if (!color)
		return err_set(err, -EINVAL, "has no colour");
	r = parse_color(palette, color, &ret->color, err);
	if (!r)
		r = parse_attributes(json_get(role, "attrs"), &ret->attrs, err);
	if (!r)
		r = parse_attributes(json_get(role, "mono"), &ret->mono, err);
	return r;
}

struct section {
	const char *name;
	const char *const *names;
	size_t count;
	struct style *styles;
};

static int parse_section(const json *tree, const struct section *s, struct err *err)
{
	const json *all = json_get(tree, s->name);

	for (size_t i = 0; i < s->count; i++) {
		const json *one = json_get(all, s->names[i]);

		if (!one)
			return err_set(err, -EINVAL, "%s has no \"%s\"", s->name, s->names[i]);
		if (parse_style(json_get(tree, "palette"), one, &s->styles[i], err))
			return err_prefix(err, "%s.%s", s->name, s->names[i]);
	}
	return 0;
}

int theme_parse(const char *name, const char *yaml, struct theme *ret, struct err *err)
{
	struct theme t = { 0 };
	const struct section sections[] = { { "roles", role_names, ROLE_COUNT, t.roles },
					    { "grounds", ground_names, GROUND_COUNT, t.grounds } };
	_cleanup_(json_freep) json *tree = yaml_parse(yaml, strlen(yaml), err);

	if (!tree)
		return err_prefix(err, "theme %s", name);
	for (size_t i = 0; i < COUNT(sections); i++) {
		if (parse_section(tree, &sections[i], err))
			return err_prefix(err, "theme %s", name);
	}
	snprintf(t.name, sizeof(t.name), "%s", name);
	t.light = json_true(json_get(tree, "light"));
	*ret = t;
	return 0;
}

static char *user_folder(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config)
		return xasprintf("%s/ordinal/themes", config);
	return home ? xasprintf("%s/.config/ordinal/themes", home) : NULL;
}

static int read_user_theme(const char *name, struct str *out)
{
	_cleanup_(freep) char *folder = user_folder();
	_cleanup_(freep) char *path = folder && !strchr(name, '/') ? xasprintf("%s/%s.yaml", folder, name) : NULL;
	FILE *f = path ? fopen(path, "re") : NULL;
	char buf[4096];
	size_t n;

	if (!f)
		return -ENOENT;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0 && out->len < LIMIT_YAML_BYTES)
		str_addn(out, buf, n);
	fclose(f);
	return 0;
}

static bool has_name(const theme_names *names, const char *name)
{
	for (size_t i = 0; i < names->len; i++) {
		if (streq(names->items[i], name))
			return true;
	}
	return false;
}

void theme_list(theme_names *ret)
{
	_cleanup_(freep) char *folder = user_folder();
	DIR *d = folder ? opendir(folder) : NULL;
	const struct dirent *e;

	for (size_t i = 0; i < COUNT(builtins); i++)
		vec_push(ret, xstrdup(builtins[i].name));
	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name);
		_cleanup_(freep) char *name = len > 5 ? xstrndup(e->d_name, len - 5) : NULL;

		if (name && streq(e->d_name + len - 5, ".yaml") && !has_name(ret, name))
			vec_push(ret, take(name));
	}
	if (d)
		closedir(d);
}

int theme_load(const char *name, struct theme *ret, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	theme_names names = VEC_INIT;

	if (!read_user_theme(name, &text))
		return theme_parse(name, text.buf, ret, err);
	for (size_t i = 0; i < COUNT(builtins); i++) {
		if (streq(builtins[i].name, name))
			return theme_parse(name, builtins[i].text, ret, err);
	}
	theme_list(&names);
	for (size_t i = 0; i < names.len; i++) {
		str_addf(&text, "%s%s", i ? ", " : "", names.items[i]);
		free(names.items[i]);
	}
	vec_release(&names);
	return err_set(err, -ENOENT, "there is no theme \"%s\"; there are %s", name, text.buf);
}

/* sRGB to linear light without libm's pow: the curve by a cubic that is within 0.2 % of it. */
static double channel_light(uint32_t value)
{
	double c = (double)value / 255.0;

	return c <= 0.03928 ? c / 12.92 : c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

static double light(uint32_t rgb)
{
	return 0.2126 * channel_light(rgb >> 16 & 255) + 0.7152 * channel_light(rgb >> 8 & 255) +
	       0.0722 * channel_light(rgb & 255);
}

const char *theme_for(const char *report)
{
	unsigned red, green, blue;

	if (sscanf(report, "11;rgb:%4x/%4x/%4x", &red, &green, &blue) != 3)
		return NULL;
	/* Terminals answer with two or four digits a colour; the first two of each decide. */
	while (red > 255 || green > 255 || blue > 255) {
		red >>= 4;
		green >>= 4;
		blue >>= 4;
	}
	return red * 30 + green * 59 + blue * 11 > 128 * 100 ? "light" : "dark";
}

double theme_contrast(uint32_t a, uint32_t b)
{
	double la = light(a) + 0.05, lb = light(b) + 0.05;

	return la > lb ? la / lb : lb / la;
}
