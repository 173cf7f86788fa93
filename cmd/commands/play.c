/* ordinal play FILE: plays a script to the console on a bundled cluster of its own and records what it looks like. */
#include <stdio.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/flags.h"
#include "cmd/play.h"

#define LARGEST (1 << 20)

static const char help_text[] =
	"usage: ordinal play FILE [--cast FILE] [--svg FILE] [--still FILE] [--txt FILE] [--screens FOLDER]\n"
	"                    [--cast-version 2|3]\n"
	"\n"
	"Plays a script of keys, text, waits, requests and captions to the console on a bundled cluster in the same\n"
	"process, without a terminal and with the clock turned by hand. The same script gives the same bytes. "
	"Without a\n"
	"file to write, the screens that it keeps (or else the last one) go to standard output.\n"
	"\n"
	"  --cast FILE         a recording for asciinema and agg\n"
	"  --cast-version N    2 (default: what every player reads) or 3\n"
	"  --svg FILE          a film, as one animated SVG without a font inside\n"
	"  --still FILE        the last picture, as SVG\n"
	"  --txt FILE          the screens that `screen NAME` keeps, as text; the last one if there is none\n"
	"  --screens FOLDER    each of these screens as NAME.svg, too\n"
	"\n"
	"Exit code: 0 played, 1 something that the script waits for or expects did not come true (the screen as "
	"it stood\n"
	"is on standard error), 2 wrong usage or a mistake in the script.\n";

enum flag { FLAG_CAST = FLAG_OWN, FLAG_CAST_VERSION, FLAG_SVG, FLAG_STILL, FLAG_TXT, FLAG_SCREENS };

static const struct option options[] = {
	{ "cast", required_argument, NULL, FLAG_CAST },
	{ "cast-version", required_argument, NULL, FLAG_CAST_VERSION },
	{ "svg", required_argument, NULL, FLAG_SVG },
	{ "still", required_argument, NULL, FLAG_STILL },
	{ "txt", required_argument, NULL, FLAG_TXT },
	{ "screens", required_argument, NULL, FLAG_SCREENS },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct wish {
	const char *cast, *svg, *still, *txt, *screens;
	int cast_version;
	bool help;
};

static int apply(void *arg, int flag, const char *value, struct err *err)
{
	struct wish *w = arg;

	switch (flag) {
	case FLAG_CAST: w->cast = value; break;
	case FLAG_SVG: w->svg = value; break;
	case FLAG_STILL: w->still = value; break;
	case FLAG_TXT: w->txt = value; break;
	case FLAG_SCREENS: w->screens = value; break;
	case FLAG_CAST_VERSION: w->cast_version = cast_version_parse(value); break;
	default: w->help = true;
	}
	if (!w->cast_version)
		return err_set(err, -EINVAL, "--cast-version takes " CAST_VERSIONS ", not \"%s\"", value);
	return 0;
}

/* --- what comes out --- */

static void cast(struct play *p, struct str *out)
{
	str_addn(out, p->cast_text.buf, p->cast_text.len);
}

static void film(struct play *p, struct str *out)
{
	play_film(p, out);
}

static int export(struct play *p, const char *path, void (*draw)(struct play *p, struct str *out), struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (!path)
		return 0;
	draw(p, &text);
	return file_export(path, text.buf, err);
}

static int export_all(struct play *p, const struct wish *w, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	int r = export(p, w->cast, cast, err);

	r = r ? r : export(p, w->svg, film, err);
	r = r ? r : export(p, w->still, play_still, err);
	r = r ? r : export(p, w->txt, play_text, err);
	if (r || w->cast || w->svg || w->still || w->txt || w->screens)
		return r;
	play_text(p, &text);
	fputs(text.buf, stdout);
	return 0;
}

/* What went wrong; and how it looked then, if it was not the script that is wrong. */
static int tell(struct play *p, int code, const struct err *err)
{
	_cleanup_(str_release) struct str dump = STR_INIT;

	fprintf(stderr, "ordinal: %s\n", err->text);
	if (code == -EINVAL)
		return EXIT_USAGE;
	if (p->script.stage)
		stage_dump(p->script.stage, &dump);
	fprintf(stderr, "%s", dump.buf);
	return EXIT_FAILED;
}

static int play(const char *file, const struct wish *w)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err err = ERR_INIT;
	struct play p;
	int r, code;

	if (file_read(file, LARGEST, &text, &err)) {
		fprintf(stderr, "ordinal: %s\n", err.text);
		return EXIT_USAGE;
	}
	play_init(&p, file, w->cast_version, play_wants_captions(text.buf));
	p.folder = w->screens;
	r = play_all(&p, text.buf, &err);
	code = r ? tell(&p, r, &err) : EXIT_OK;
	if (r == 0 && export_all(&p, w, &err)) {
		fprintf(stderr, "ordinal: %s\n", err.text);
		code = EXIT_FAILED;
	}
	play_end(&p);
	return code;
}

static int run(int argc, char **argv)
{
	struct wish w = { .cast_version = CAST_DEFAULT };
	const struct flags_reader reader = { "play", ":h", options, apply, &w };
	struct config_flags none = { 0 };
	struct err err = ERR_INIT;

	if (flags_read(argc, argv, &reader, &none, &err)) {
		fprintf(stderr, "ordinal: %s\n", err.text);
		return EXIT_USAGE;
	}
	if (w.help) {
		fputs(help_text, stdout);
		return EXIT_OK;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "ordinal: play takes one script; see ordinal play --help\n");
		return EXIT_USAGE;
	}
	return play(argv[optind], &w);
}

const struct command play_command = {
	.name = "play",
	.usage = "FILE [--cast FILE] [--svg FILE] [--still FILE] [--txt FILE] [--screens FOLDER]",
	.help = "plays a script to the console and records it, the same bytes each time",
	.run = run,
};
