/* See exec.h. */
#include <unistd.h>

#include "base/base64.h"
#include "client/exec.h"
#include "client/plugin.h"
#include "kube/time.h"

/* --- what to run --- */

/* spec.cluster of the question: only if the stanza has provideClusterInfo. */
static json *cluster_info(const struct config *config)
{
	json *cluster = json_object();

	json_set_str(cluster, "server", config->server);
	if (config->tls_server_name)
		json_set_str(cluster, "tls-server-name", config->tls_server_name);
	if (config->insecure)
		json_set(cluster, "insecure-skip-tls-verify", json_bool(true));
	if (config->ca) {
		_cleanup_(str_release) struct str data = STR_INIT;

		base64_encode(config->ca, strlen(config->ca), &data);
		json_set_str(cluster, "certificate-authority-data", data.buf);
	}
	if (config->proxy_url)
		json_set_str(cluster, "proxy-url", config->proxy_url);
	if (config->exec_cluster_config)
		json_set(cluster, "config", json_copy(config->exec_cluster_config));
	return cluster;
}

/* KUBERNETES_EXEC_INFO. Never interactive: the terminal is ours, and the plugin has no stdin. */
static char *exec_info(const struct config *config)
{
	const char *version = json_get_str(config->exec, "apiVersion");
	_cleanup_(json_freep) json *info =
	    json_format("{'kind':'ExecCredential','apiVersion':%q,'spec':{'interactive':false}}", version);

	if (json_true(json_get(config->exec, "provideClusterInfo")))
		json_set(json_get(info, "spec"), "cluster", cluster_info(config));
	_cleanup_(freep) char *text = json_text(info);

	return xasprintf("KUBERNETES_EXEC_INFO=%s", text);
}

/* Our environment, what the stanza adds (which wins, so it comes in its place), and the question. */
static void make_environment(const struct config *config, name_vec *ret)
{
	const json *extra = json_get(config->exec, "env");

	for (char **e = environ; *e; e++) {
		size_t len = strcspn(*e, "=");
		bool replaced = len == strlen("KUBERNETES_EXEC_INFO") && starts_with(*e, "KUBERNETES_EXEC_INFO=");

		for (json *i = json_first(extra); i && !replaced; i = json_next(i)) {
			const char *name = json_get_str(i, "name");

			replaced = name && strlen(name) == len && strncmp(name, *e, len) == 0;
		}
		if (!replaced)
			vec_push(ret, xstrdup(*e));
	}
	for (json *i = json_first(extra); i; i = json_next(i))
		if (json_get_str(i, "name"))
			vec_push(ret,
			         xasprintf("%s=%s", json_get_str(i, "name"), json_str_or(json_get(i, "value"), "")));
	vec_push(ret, exec_info(config));
	vec_push(ret, NULL);
}

int exec_prepare(const struct config *config, struct exec_command *ret, struct err *err)
{
	const char *command = json_get_str(config->exec, "command");
	const char *hint = json_get_str(config->exec, "installHint");
	char *path = plugin_resolve(command, getenv("PATH"), err);

	if (!path) {
		if (hint && err && err->code == -ENOENT)
			err_set(err, -ENOENT, "the credential plugin %s is not on PATH: %s", command, hint);
		return err ? err->code : -ENOENT;
	}
	*ret = (struct exec_command){ .path = path };
	vec_push(&ret->argv, xstrdup(command));
	for (json *a = json_first(json_get(config->exec, "args")); a; a = json_next(a))
		vec_push(&ret->argv, xstrdup(json_str_or(a, "")));
	vec_push(&ret->argv, NULL);
	make_environment(config, &ret->envp);
	return 0;
}

static void release_names(name_vec *v)
{
	vec_each(v, s)
		free(*s);
	vec_release(v);
}

void exec_command_release(struct exec_command *c)
{
	free(c->path);
	release_names(&c->argv);
	release_names(&c->envp);
}

/* --- what it answered --- */

static int check_answer(const json *exec, const json *tree, struct err *err)
{
	const char *command = json_str_or(json_get(exec, "command"), "?");
	const char *want = json_str_or(json_get(exec, "apiVersion"), "");
	const char *got = json_str_or(json_get(tree, "apiVersion"), "(none)");

	if (!streq0(json_get_str(tree, "kind"), "ExecCredential"))
		return err_set(err, -EPROTO, "the credential plugin %s printed no ExecCredential", command);
	if (!streq(want, got))
		return err_set(err, -EPROTO,
		               "the credential plugin %s answered with apiVersion %.80s where the kubeconfig says %s",
		               command, got, want);
	if (json_type(json_get(tree, "status")) != JSON_OBJECT)
		return err_set(err, -EPROTO, "the credential plugin %s answered without a status", command);
	return 0;
}

int exec_parse(const json *exec, const char *text, size_t len, struct exec_answer *ret, struct err *err)
{
	const char *command = json_str_or(json_get(exec, "command"), "?");
	_cleanup_(json_freep) json *tree = json_parse(text, len, NULL);
	int r = tree ? check_answer(exec, tree, err)
		     : err_set(err, -EPROTO, "the credential plugin %s printed something that is no JSON", command);

	if (r < 0)
		return r;
	const json *status = json_get(tree, "status");
	const char *token = json_get_str(status, "token");
	const char *cert = json_get_str(status, "clientCertificateData"), *key = json_get_str(status, "clientKeyData");
	const char *expires = json_get_str(status, "expirationTimestamp");
	int64_t expires_ms = 0;

	if ((cert != NULL) != (key != NULL))
		return err_set(err, -EPROTO,
		               "the credential plugin %s answered with a certificate or a key, and not with both",
		               command);
	if ((!token || !*token) && !cert)
		return err_set(err, -EPROTO, "the credential plugin %s answered with neither a token nor a certificate",
		               command);
	if (expires && !time_parse(expires, &expires_ms))
		return err_set(err, -EPROTO,
		               "the credential plugin %s answered with an expirationTimestamp that is no RFC 3339 time",
		               command);
	*ret = (struct exec_answer){ xstrdup(token), xstrdup(cert), xstrdup(key), expires_ms };
	return 0;
}

void exec_answer_release(struct exec_answer *a)
{
	free(a->token);
	free(a->cert);
	free(a->key);
	*a = (struct exec_answer){ 0 };
}
