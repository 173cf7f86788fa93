/* See credentials.h. */
#include "client/credentials.h"
#include "client/exec.h"
#include "base/file.h"
#include "client/plugin.h"

enum {
	TOKEN_FILE_MS = 50000, /* client-go: a minute less ten seconds */
	PLUGIN_MS = 60000,
	AGAIN_MS = 5000, /* no run sooner after another: it failed, or what it answered has expired already */
	TOKEN_MAX = 64 << 10,
};

struct credentials {
	struct credentials_options o;
	const struct config *config;
	uint64_t serial, cert_serial;
	/* a token file */
	char *file_token;
	int64_t read_ms;		/* when, monotonic; -1: never */
	/* a plugin */
	struct plugin *plugin;
	struct exec_answer answer;
	bool answered;
	struct err failure;		/* of its last run */
	int64_t ended_ms;		/* when that was */
};

static bool uses_plugin(const struct credentials *c)
{
	const struct config *config = c->config;

	return config->exec && !config->token && !config->token_file && !config->cert && !config->username;
}

/* --- token file --- */

static char *read_token(const char *path, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	size_t from = 0;

	if (file_read(path, TOKEN_MAX, &text, err) < 0) {
		err_prefix(err, "the token file");
		return NULL;
	}
	while (text.len && (unsigned char)text.buf[text.len - 1] <= ' ')
		str_cut(&text, text.len - 1);
	while (from < text.len && (unsigned char)text.buf[from] <= ' ')
		from++;
	if (from == text.len) {
		err_set(err, -EINVAL, "the token file %s is empty", path);
		return NULL;
	}
	return xstrdup(text.buf + from);
}

/* Reads the file again when what we have is old. A token that was good stays while the file cannot be read. */
static int refresh_file(struct credentials *c, struct err *err)
{
	int64_t now = loop_now(c->o.loop);

	if (c->read_ms >= 0 && now - c->read_ms < TOKEN_FILE_MS)
		return 0;
	struct err why = ERR_INIT;
	char *token = read_token(c->config->token_file, &why);

	if (!token && !c->file_token)
		return err_set(err, why.code, "%s", why.text);
	if (!token)
		log_write(c->o.log, LOG_WARN, "%s; the last token is kept", why.text);
	if (token && !streq0(token, c->file_token)) {
		log_secret(c->o.log, token);
		c->serial++;
	}
	if (token) {
		free(c->file_token);
		c->file_token = token;
	}
	c->read_ms = now;
	return 0;
}

/* --- plugin --- */

static void take_answer(struct credentials *c, struct exec_answer *answer)
{
	if (!streq0(answer->cert, c->answer.cert) || !streq0(answer->key, c->answer.key))
		c->cert_serial++;
	exec_answer_release(&c->answer);
	c->answer = *answer;
	c->answered = true;
	c->serial++;
	if (c->answer.token)
		log_secret(c->o.log, c->answer.token);
	if (c->answer.key)
		log_secret(c->o.log, c->answer.key);
}

static void on_plugin_done(void *arg, const char *out, size_t len, const struct err *err)
{
	struct credentials *c = arg;
	struct exec_answer answer = { 0 };

	c->plugin = NULL; /* It frees itself. */
	c->failure = (struct err)ERR_INIT;
	if (err)
		c->failure = *err;
	else if (exec_parse(c->config->exec, out, len, &answer, &c->failure) == 0)
		take_answer(c, &answer);
	c->ended_ms = loop_now(c->o.loop);
	c->o.ready(c->o.arg);
}

static int start_plugin(struct credentials *c, struct err *err)
{
	_cleanup_(exec_command_release) struct exec_command command = { 0 };
	int r = exec_prepare(c->config, &command, err);

	if (r < 0)
		return r;
	struct plugin_options options = {
		.loop = c->o.loop,
		.path = command.path,
		.argv = command.argv.items,
		.envp = command.envp.items,
		.timeout_ms = PLUGIN_MS,
	};

	c->plugin = plugin_start(&options, on_plugin_done, c, err);
	return c->plugin ? -EAGAIN : err ? err->code : -EIO;
}

static int ask_plugin(struct credentials *c, struct err *err)
{
	bool just_ended = loop_now(c->o.loop) - c->ended_ms < AGAIN_MS;
	bool fresh = !c->answer.expires_ms || c->o.wall_ms() <= c->answer.expires_ms || just_ended;

	if (c->answered && fresh)
		return 0;
	if (c->plugin)
		return -EAGAIN;
	if (c->failure.code && just_ended)
		return err_set(err, c->failure.code, "%s", c->failure.text);
	return start_plugin(c, err);
}

/* --- asking --- */

int credentials_get(struct credentials *c, struct identity *ret, struct err *err)
{
	const struct config *config = c->config;
	struct identity who = {
		.token = config->token,
		.username = config->username,
		.password = config->password,
		.cert = config->cert,
		.key = config->key,
	};
	int r = 0;

	if (config->token_file) {
		r = refresh_file(c, err); /* A file wins over a token beside it, as in client-go. */
		who.token = c->file_token;
	} else if (uses_plugin(c)) {
		r = ask_plugin(c, err);
		who = (struct identity){ .token = c->answer.token, .cert = c->answer.cert, .key = c->answer.key };
	}
	if (r < 0)
		return r;
	who.serial = c->serial;
	who.cert_serial = c->cert_serial;
	*ret = who;
	return 0;
}

bool credentials_refused(struct credentials *c, uint64_t serial)
{
	if (serial != c->serial)
		return true; /* Already somebody else by now. */
	if (c->config->token_file) {
		c->read_ms = -1;
		return true;
	}
	if (!uses_plugin(c))
		return false;
	c->answered = false;
	return true;
}

/* --- life --- */

struct credentials *credentials_new(const struct credentials_options *options)
{
	struct credentials *c = xcalloc(1, sizeof(*c));
	const char *const secrets[] = { options->config->token, options->config->password, options->config->key };

	c->o = *options;
	c->config = options->config;
	c->serial = c->cert_serial = 1;
	c->read_ms = -1;
	for (size_t i = 0; i < COUNT(secrets); i++)
		if (secrets[i] && *secrets[i])
			log_secret(c->o.log, secrets[i]);
	return c;
}

void credentials_free(struct credentials *c)
{
	if (!c)
		return;
	plugin_free(c->plugin);
	exec_answer_release(&c->answer);
	free(c->file_token);
	free(c);
}
