/*
 * See config.h. From the merged files to one identity on one cluster. Each section reads one stanza and says what
 * cannot be, as client-go's validation does; a sentence begins with the file that is to be changed.
 */
#include <strings.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/file.h"
#include "client/kubeconfig.h"

#define SERVICE_ACCOUNT "/var/run/secrets/kubernetes.io/serviceaccount/"

/* --- reading an entry --- */

/* Says that something is wrong in an entry: "FILE: user "x": ...". */
static int wrong(const struct entry *e, struct err *err, const char *fmt, ...) PRINTF_LIKE(3, 4);

static int wrong(const struct entry *e, struct err *err, const char *fmt, ...)
{
	static const char *const words[] = { "cluster", "user", "context" };
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	return err_set(err, -EINVAL, "%s: %s \"%s\": %s", e->file, words[e->stanza], e->name, text.buf);
}

/* A field of the entry as text; absent, null and "" leave *ret as it is. */
static int get_text(const struct entry *e, const char *key, char **ret, struct err *err)
{
	const json *value = json_get(e->body, key);

	if (json_is_null(value))
		return 0;
	if (!json_str(value))
		return wrong(e, err, "`%s` must be text", key);
	if (*json_str(value))
		*ret = xstrdup(json_str(value));
	return 0;
}

/* The content of a file that the entry names, which must be PEM. */
static int get_file(const struct entry *e, const char *key, const char *path, struct str *out, struct err *err)
{
	_cleanup_(freep) char *full = file_beside(e->file, path);
	struct err why = ERR_INIT;

	if (file_read(full, LIMIT_KUBECONFIG_BYTES, out, &why) < 0)
		return wrong(e, err, "`%s`: %s", key, why.text);
	return 0;
}

/* PEM from `key-data` or from the file in `key`. Both at once is an error, as in client-go. */
static int get_pem(const struct entry *e, const char *key, char **ret, struct err *err)
{
	_cleanup_(freep) char *data_key = xasprintf("%s-data", key);
	_cleanup_(freep) char *path = NULL;
	_cleanup_(freep) char *data = NULL;
	_cleanup_(str_release) struct str pem = STR_INIT;
	int r = get_text(e, key, &path, err);

	if (r == 0)
		r = get_text(e, data_key, &data, err);
	if (r < 0 || (!path && !data))
		return r;
	if (path && data)
		return wrong(e, err, "`%s` and `%s` are both given: keep one", key, data_key);
	if (data && !base64_decode(data, &pem))
		return wrong(e, err, "`%s` is no base64", data_key);
	if (path)
		r = get_file(e, key, path, &pem, err);
	if (r < 0)
		return r;
	if (!strstr(pem.buf, "-----BEGIN ") || strlen(pem.buf) != pem.len)
		return wrong(e, err, "`%s` holds no PEM text (-----BEGIN ...)", path ? key : data_key);
	*ret = str_take(&pem);
	return 0;
}

/* --- cluster --- */

static int check_proxy(const struct entry *e, const char *url, struct err *err)
{
	static const char *const schemes[] = { "http://", "https://", "socks5://" };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return 0;
	return wrong(e, err, "`proxy-url: %s` must begin with http://, https:// or socks5://", url);
}

static void read_extension(const struct entry *e, struct config *c)
{
	for (json *x = json_first(json_get(e->body, "extensions")); x; x = json_next(x))
		if (streq0(json_get_str(x, "name"), "client.authentication.k8s.io/exec") && json_get(x, "extension"))
			c->exec_cluster_config = json_copy(json_get(x, "extension"));
}

static int read_cluster(const struct entry *e, const struct config_flags *flags, struct config *c, struct err *err)
{
	int r = get_text(e, "server", &c->server, err);

	if (r == 0)
		r = get_text(e, "tls-server-name", &c->tls_server_name, err);
	if (r == 0)
		r = get_text(e, "proxy-url", &c->proxy_url, err);
	if (r == 0 && c->proxy_url)
		r = check_proxy(e, c->proxy_url, err);
	if (r == 0)
		r = get_pem(e, "certificate-authority", &c->ca, err);
	if (r < 0)
		return r;
	c->insecure = json_true(json_get(e->body, "insecure-skip-tls-verify"));
	read_extension(e, c);
	if (c->insecure && c->ca)
		return wrong(
		    e, err,
		    "`certificate-authority` and `insecure-skip-tls-verify: true` exclude each other: remove one");
	if (flags->server) {
		free(c->server);
		free(c->tls_server_name);
		c->server = xstrdup(flags->server);
		c->tls_server_name = NULL; /* It belonged to the other address. */
	}
	return c->server ? 0 : wrong(e, err, "it has no `server`");
}

/* --- user --- */

static int read_impersonation(const struct entry *e, struct config *c, struct err *err)
{
	const json *uid = json_get(e->body, "as-uid"), *groups = json_get(e->body, "as-groups"),
	           *extra = json_get(e->body, "as-user-extra");
	int r = get_text(e, "as", &c->impersonate, err);

	if (r < 0 || (json_is_empty(uid) && json_is_empty(groups) && json_is_empty(extra)))
		return r;
	if (!c->impersonate)
		return wrong(e, err, "`as-uid`, `as-groups` and `as-user-extra` need `as`");
	c->impersonation = json_object();
	if (!json_is_empty(uid))
		json_set(c->impersonation, "uid", json_copy(uid));
	if (!json_is_empty(groups))
		json_set(c->impersonation, "groups", json_copy(groups));
	if (!json_is_empty(extra))
		json_set(c->impersonation, "extra", json_copy(extra));
	return 0;
}

static int check_exec(const struct entry *e, const json *exec, struct err *err)
{
	const char *version = json_get_str(exec, "apiVersion"), *command = json_get_str(exec, "command");
	const char *mode = json_get_str(exec, "interactiveMode");
	bool v1 = streq0(version, "client.authentication.k8s.io/v1");

	if (!command || !*command)
		return wrong(e, err, "`exec` has no `command`");
	if (!version || !*version)
		return wrong(e, err, "`exec` has no `apiVersion`");
	if (!v1 && !streq(version, "client.authentication.k8s.io/v1beta1"))
		return wrong(e, err,
		             "`exec.apiVersion: %s` is not supported: use client.authentication.k8s.io/v1 (update the "
		             "plugin's entry)",
		             version);
	if (v1 && !mode)
		return wrong(e, err, "`exec` has no `interactiveMode`, which v1 requires");
	if (mode && !streq(mode, "Never") && !streq(mode, "IfAvailable") && !streq(mode, "Always"))
		return wrong(e, err, "`exec.interactiveMode: %s` must be Never, IfAvailable or Always", mode);
	if (streq0(mode, "Always"))
		return wrong(e, err,
		             "its plugin %s asks on the terminal (interactiveMode Always), which cannot be given: log "
		             "in with it first",
		             command);
	for (json *i = json_first(json_get(exec, "env")); i; i = json_next(i))
		if (json_is_empty(json_get(i, "name")))
			return wrong(e, err, "an `exec.env` entry has no `name`");
	return 0;
}

static int read_exec(const struct entry *e, struct config *c, struct err *err)
{
	const json *exec = json_get(e->body, "exec");
	int r = json_is_null(exec) ? 0 : check_exec(e, exec, err);

	if (r < 0 || json_is_null(exec))
		return r;
	const char *command = json_get_str(exec, "command");

	c->exec = json_copy(exec);
	if (strchr(command, '/')) { /* Otherwise it is looked for on PATH. */
		_cleanup_(freep) char *full = file_beside(e->file, command);

		json_set_str(c->exec, "command", full);
	}
	return 0;
}

static int check_user(const struct entry *e, const struct config *c, struct err *err)
{
	const json *provider = json_get(e->body, "auth-provider");

	if (c->cert && !c->key)
		return wrong(e, err, "`client-certificate` is given without `client-key`");
	if ((c->token || c->token_file) && c->username)
		return wrong(e, err, "`token` and `username` are both given: keep one");
	if (c->exec && !json_is_empty(provider))
		return wrong(e, err, "`exec` and `auth-provider` are both given: keep `exec`");
	if (!json_is_empty(provider) && !c->token && !c->token_file && !c->cert)
		return wrong(
		    e, err,
		    "`auth-provider: %s` is not supported: use an exec plugin (kubelogin, gke-gcloud-auth-plugin)",
		    json_str_or(json_get(provider, "name"), "?"));
	return 0;
}

static int read_user(const struct entry *e, struct config *c, struct err *err)
{
	_cleanup_(freep) char *path = NULL;
	int r = get_pem(e, "client-certificate", &c->cert, err);

	if (r == 0)
		r = get_pem(e, "client-key", &c->key, err);
	if (r == 0)
		r = get_text(e, "token", &c->token, err);
	if (r == 0)
		r = get_text(e, "tokenFile", &path, err);
	if (r == 0)
		r = get_text(e, "username", &c->username, err);
	if (r == 0)
		r = get_text(e, "password", &c->password, err);
	if (r == 0)
		r = read_impersonation(e, c, err);
	if (r == 0)
		r = read_exec(e, c, err);
	if (path)
		c->token_file = file_beside(e->file, path);
	return r < 0 ? r : check_user(e, c, err);
}

/* --- in a pod --- */

/* The service account of the pod that we run in, if we do: *ret is left alone if not. */
static int in_cluster(const struct config_flags *flags, struct config *c, bool *ret_found, struct err *err)
{
	const char *host = getenv("KUBERNETES_SERVICE_HOST"), *port = getenv("KUBERNETES_SERVICE_PORT"),
	           *namespace = getenv("POD_NAMESPACE");
	_cleanup_(str_release) struct str ca = STR_INIT;
	_cleanup_(str_release) struct str token = STR_INIT;
	_cleanup_(str_release) struct str file = STR_INIT;
	int r;

	if (!host || !*host || !port || !*port ||
	    file_read(SERVICE_ACCOUNT "token", LIMIT_KUBECONFIG_BYTES, &token, NULL) < 0)
		return 0;
	r = file_read(SERVICE_ACCOUNT "ca.crt", LIMIT_KUBECONFIG_BYTES, &ca, err);
	if (r < 0)
		return r;
	if ((!namespace || !*namespace) &&
	    file_read(SERVICE_ACCOUNT "namespace", LIMIT_KUBECONFIG_BYTES, &file, NULL) == 0)
		namespace = file.buf;
	c->server = xasprintf(strchr(host, ':') ? "https://[%s]:%s" : "https://%s:%s", host, port);
	c->ca = str_take(&ca);
	c->token_file = xstrdup(SERVICE_ACCOUNT "token");
	c->context = xstrdup("");
	c->cluster = xstrdup("in-cluster");
	c->user = xstrdup("service account");
	c->source = xstrdup(SERVICE_ACCOUNT);
	c->namespace = xstrdup(flags->namespace ? flags->namespace : namespace && *namespace ? namespace : "default");
	*ret_found = true;
	return 0;
}

/* --- context --- */

static const struct entry *find_named(const struct kubeconfig *k, enum stanza stanza, const char *name,
                                      const struct entry *context, struct err *err)
{
	const struct entry *e = kubeconfig_find(k, stanza, name);

	if (!e)
		wrong(context, err, "its %s \"%s\" is not there", stanza == STANZA_CLUSTER ? "cluster" : "user", name);
	return e;
}

static int read_context(const struct kubeconfig *k, const struct entry *context, const struct config_flags *flags,
                        struct config *c, struct err *err)
{
	_cleanup_(freep) char *namespace = NULL;
	int r = get_text(context, "cluster", &c->cluster, err);

	if (r == 0)
		r = get_text(context, "user", &c->user, err);
	if (r == 0)
		r = get_text(context, "namespace", &namespace, err);
	if (r < 0)
		return r;
	if (!c->cluster)
		return wrong(context, err, "it names no `cluster`");
	c->context = xstrdup(context->name);
	c->source = xstrdup(context->file);
	c->namespace = flags->namespace ? xstrdup(flags->namespace) : namespace ? take(namespace) : xstrdup("default");
	const struct entry *cluster = find_named(k, STANZA_CLUSTER, c->cluster, context, err);

	if (!cluster)
		return -EINVAL;
	r = read_cluster(cluster, flags, c, err);
	if (r < 0 || !c->user)
		return r;
	const struct entry *user = find_named(k, STANZA_USER, c->user, context, err);

	return user ? read_user(user, c, err) : -EINVAL;
}

static int no_context(const struct kubeconfig *k, const char *name, struct err *err)
{
	_cleanup_(str_release) struct str known = STR_INIT;

	kubeconfig_names(k, STANZA_CONTEXT, &known);
	if (!k->found)
		return err_set(err, -ENOENT,
		               "there is no kubeconfig at %s: name one with --kubeconfig FILE, or try the bundled "
		               "cluster with --sim",
		               k->files);
	if (known.len == 0)
		return err_set(err, -EINVAL, "%s has no contexts: name another with --kubeconfig FILE", k->files);
	if (name)
		return err_set(err, -EINVAL, "there is no context \"%s\" in %s: choose one of %s", name, k->files,
		               known.buf);
	return err_set(err, -EINVAL, "%s has no current-context: choose one with --context (%s)", k->files, known.buf);
}

static int resolve(const struct kubeconfig *k, const struct config_flags *flags, struct config *c, struct err *err)
{
	const char *name = flags->context ? flags->context : k->current;
	const struct entry *context = name ? kubeconfig_find(k, STANZA_CONTEXT, name) : NULL;
	bool found = false;

	if (context)
		return read_context(k, context, flags, c, err);
	if (!flags->context && !k->entries.len) {
		int r = in_cluster(flags, c, &found, err);

		if (r < 0 || found)
			return r;
	}
	return no_context(k, name, err);
}

int config_load(const struct config_flags *flags, struct config *ret, struct err *err)
{
	_cleanup_(kubeconfig_release) struct kubeconfig k = { 0 };
	struct config c = { 0 };
	int r = kubeconfig_load(flags->kubeconfig, &k, err);

	if (r == 0)
		r = resolve(&k, flags, &c, err);
	if (r < 0)
		config_release(&c);
	else
		*ret = c;
	return r;
}

int config_contexts(const struct config_flags *flags, name_vec *ret, int *ret_current, struct err *err)
{
	_cleanup_(kubeconfig_release) struct kubeconfig k = { 0 };
	const char *current;
	int r = kubeconfig_load(flags->kubeconfig, &k, err);

	if (r < 0)
		return r;
	current = flags->context ? flags->context : k.current;
	*ret_current = -1;
	for (size_t i = 0; i < k.entries.len; i++) {
		const struct entry *e = &k.entries.items[i];

		if (e->stanza != STANZA_CONTEXT || kubeconfig_find(&k, STANZA_CONTEXT, e->name) != e)
			continue;
		if (streq0(e->name, current))
			*ret_current = (int)ret->len;
		vec_push(ret, xstrdup(e->name));
	}
	return 0;
}

/* --- life --- */

/* The texts of a config by their place, so that what is copied is what is freed. */
static char **texts(struct config *c, size_t index)
{
	char **const all[] = {
		&c->context,  &c->cluster,     &c->user,      &c->server, &c->tls_server_name, &c->proxy_url,
		&c->ca,       &c->cert,        &c->key,       &c->token,  &c->token_file,      &c->username,
		&c->password, &c->impersonate, &c->namespace, &c->source,
	};

	return index < COUNT(all) ? all[index] : NULL;
}

void config_release(struct config *c)
{
	char **text;

	for (size_t i = 0; (text = texts(c, i)); i++)
		free(*text);
	json_free(c->exec);
	json_free(c->exec_cluster_config);
	json_free(c->impersonation);
	*c = (struct config){ 0 };
}

void config_copy(struct config *ret, const struct config *c)
{
	char **text;

	*ret = *c;
	for (size_t i = 0; (text = texts(ret, i)); i++)
		*text = xstrdup(*text);
	ret->exec = c->exec ? json_copy(c->exec) : NULL;
	ret->exec_cluster_config = c->exec_cluster_config ? json_copy(c->exec_cluster_config) : NULL;
	ret->impersonation = c->impersonation ? json_copy(c->impersonation) : NULL;
}
