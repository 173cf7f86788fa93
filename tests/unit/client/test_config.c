/*
 * kubeconfigs as texts: each case is one or two files a.yaml and b/b.yaml in a folder of their own, the flags, and either a
 * line of what was resolved or a part of the sentence that refuses.
 */
#include "tests/unit/client/fake.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "client/config.h"

#define PEM "-----BEGIN CERTIFICATE-----"
#define PEM64 "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"		/* the same in base64 */

/* A kubeconfig of one context from the bodies of its three stanzas. */
#define ONE(cluster, user, context)                                                                                              \
	"apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters:\n- name: k\n  cluster: {" cluster "}\nusers:\n- name: u\n  user: {" \
	user "}\ncontexts:\n- name: c\n  context: {cluster: k, user: u" context "}\n"
#define CLUSTER(body) ONE(body, "token: t", "")
#define USER(body) ONE("server: \"https://h:1\"", body, "")
#define EXEC(body) USER("exec: {" body "}")

enum way { FLAG, BOTH, HOME, NOTHING };	/* --kubeconfig a.yaml; KUBECONFIG=a.yaml:missing:b/b.yaml:a.yaml; ~/.kube/config; none */

static const struct row {
	const char *name, *a, *b;
	enum way way;
	struct config_flags flags;
	const char *expect;	/* what print() makes of it, or after '!' a part of the error */
} rows[] = {
	/* what is read */
	{ "minimal", ONE("server: \"https://h:6443\"", "", ""), .expect = "c k u https://h:6443 default" },
	{ "no user at all", "clusters: [{name: k, cluster: {server: \"https://h\"}}]\ncontexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c\n",
	  .expect = "c k - https://h default" },
	{ "json is yaml", "{\"clusters\":[{\"name\":\"k\",\"cluster\":{\"server\":\"https://h\"}}],\"users\":[{\"name\":\"u\",\"user\":{}}],"
	  "\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"k\",\"user\":\"u\"}}],\"current-context\":\"c\"}", .expect = "c k u https://h default" },
	{ "namespace of the context", ONE("server: \"https://h\"", "", ", namespace: shop"), .expect = "c k u https://h shop" },
	{ "namespace flag wins", ONE("server: \"https://h\"", "", ", namespace: shop"), .flags = { .namespace = "n" }, .expect = "c k u https://h n" },
	{ "server flag", CLUSTER("server: \"https://h\", tls-server-name: old"), .flags = { .server = "https://other:2" },
	  .expect = "c k u https://other:2 default token=t" },
	{ "tls-server-name", CLUSTER("server: \"https://h\", tls-server-name: x"), .expect = "c k u https://h default name=x token=t" },
	{ "insecure", CLUSTER("server: \"https://h\", insecure-skip-tls-verify: true"), .expect = "c k u https://h default insecure token=t" },
	{ "proxy", CLUSTER("server: \"https://h\", proxy-url: \"socks5://p:1080\""), .expect = "c k u https://h default proxy=socks5://p:1080 token=t" },
	{ "proxy in capitals", CLUSTER("server: \"https://h\", proxy-url: \"HTTP://p\""), .expect = "c k u https://h default proxy=HTTP://p token=t" },
	{ "ca data", CLUSTER("server: \"https://h\", certificate-authority-data: " PEM64), .expect = "c k u https://h default ca token=t" },
	{ "ca file beside", CLUSTER("server: \"https://h\", certificate-authority: ca.pem"), .expect = "c k u https://h default ca token=t" },
	{ "certificate and key", USER("client-certificate-data: " PEM64 ", client-key: ca.pem"), .expect = "c k u https://h:1 default cert key" },
	{ "password", USER("username: me, password: secret"), .expect = "c k u https://h:1 default me:secret" },
	{ "token file beside", USER("tokenFile: tok"), .expect = "c k u https://h:1 default file=DIR/tok" },
	{ "impersonation", USER("as: jane, as-groups: [a, b], as-uid: \"7\", as-user-extra: {scopes: [x]}"),
	  .expect = "c k u https://h:1 default as=jane{\"uid\":\"7\",\"groups\":[\"a\",\"b\"],\"extra\":{\"scopes\":[\"x\"]}}" },
	{ "plugin on PATH", EXEC("apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never"),
	  .expect = "c k u https://h:1 default exec=aws" },
	{ "plugin beside", EXEC("apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/p"),
	  .expect = "c k u https://h:1 default exec=DIR/./bin/p" },
	{ "empty texts are absent", USER("token: \"\", username: \"\", client-certificate: \"\""), .expect = "c k u https://h:1 default" },
	{ "unknown fields are left alone", CLUSTER("server: \"https://h\", disable-compression: true, future: {x: 1}"),
	  .expect = "c k u https://h default token=t" },
	{ "auth-provider beside a token", USER("token: t, auth-provider: {name: oidc}"), .expect = "c k u https://h:1 default token=t" },
	{ "context flag", "clusters: [{name: k, cluster: {server: \"https://h\"}}]\ncontexts: [{name: c, context: {cluster: k}}, {name: d, context: {cluster: k}}]\n"
	  "current-context: c\n", .flags = { .context = "d" }, .expect = "d k - https://h default" },

	/* how files come together */
	{ "the first entry wins whole", ONE("server: \"https://first\"", "", ""), CLUSTER("server: \"https://second\", tls-server-name: x"), BOTH,
	  .expect = "c k u https://first default" },
	{ "the first current-context wins", ONE("server: \"https://first\"", "", ""),
	  "current-context: e\ncontexts: [{name: e, context: {cluster: k}}]\n", BOTH, .expect = "c k u https://first default" },
	{ "an empty current-context is none", "current-context: \"\"\n", ONE("server: \"https://b\"", "", ""), BOTH, .expect = "c k u https://b default" },
	{ "stanzas from different files", "current-context: e\ncontexts: [{name: e, context: {cluster: k, user: u}}]\n",
	  ONE("server: \"https://b\"", "token: t", ""), BOTH, .expect = "e k u https://b default token=t" },
	{ "relative to the file of the stanza", "current-context: e\ncontexts: [{name: e, context: {cluster: k, user: u}}]\n",
	  ONE("server: \"https://b\"", "tokenFile: tok", ""), BOTH, .expect = "e k u https://b default file=DIR/b/tok" },
	{ "an empty file is no error", "", ONE("server: \"https://b\"", "", ""), BOTH, .expect = "c k u https://b default" },
	{ "the home file", ONE("server: \"https://home\"", "", ""), .way = HOME, .expect = "c k u https://home default" },

	/* what is refused */
	{ "nothing there", NULL, .way = NOTHING, .expect = "!there is no kubeconfig at DIR/.kube/config: name one with --kubeconfig FILE, or try the bundled cluster with --sim" },
	{ "flag names nothing", NULL, .way = FLAG, .expect = "!the kubeconfig DIR/a.yaml cannot be read: No such file or directory" },
	{ "no yaml", "a: [1\nb: }", .expect = "!the kubeconfig DIR/a.yaml cannot be parsed: line 2" },
	{ "broken second file", ONE("server: \"https://h\"", "", ""), "\t", BOTH, .expect = "!the kubeconfig DIR/b/b.yaml cannot be parsed" },
	{ "a manifest", "apiVersion: v1\nkind: Pod\n", .expect = "!DIR/a.yaml is no kubeconfig" },
	{ "a list", "- 1\n", .expect = "!DIR/a.yaml is no kubeconfig" },
	{ "clusters no list", "clusters: {}\n", .expect = "!DIR/a.yaml: `clusters` is no list" },
	{ "nameless", "users: [{user: {}}]\n", .expect = "!DIR/a.yaml: a user in it has no name" },
	{ "twice", "clusters: [{name: k, cluster: {}}, {name: k, cluster: {}}]\n", .expect = "!DIR/a.yaml: cluster \"k\" is there twice" },
	{ "body no map", "clusters: [{name: k, cluster: 7}]\n", .expect = "!DIR/a.yaml: cluster \"k\" is no map" },
	{ "no contexts", "clusters: [{name: k, cluster: {}}]\n", .expect = "!DIR/a.yaml has no contexts" },
	{ "no current-context", "contexts: [{name: a, context: {}}, {name: b, context: {}}]\n",
	  .expect = "!DIR/a.yaml has no current-context: choose one with --context (a, b)" },
	{ "unknown context", ONE("server: \"https://h\"", "", ""), .flags = { .context = "x" }, .expect = "!there is no context \"x\" in DIR/a.yaml: choose one of c" },
	{ "current-context unknown", "current-context: z\ncontexts: [{name: a, context: {}}]\n", .expect = "!there is no context \"z\"" },
	{ "context without cluster", "current-context: a\ncontexts: [{name: a, context: {}}]\n", .expect = "!DIR/a.yaml: context \"a\": it names no `cluster`" },
	{ "cluster missing", "current-context: a\ncontexts: [{name: a, context: {cluster: k}}]\n", .expect = "!context \"a\": its cluster \"k\" is not there" },
	{ "user missing", "current-context: a\nclusters: [{name: k, cluster: {server: \"https://h\"}}]\ncontexts: [{name: a, context: {cluster: k, user: u}}]\n",
	  .expect = "!context \"a\": its user \"u\" is not there" },
	{ "no server", CLUSTER(""), .expect = "!DIR/a.yaml: cluster \"k\": it has no `server`" },
	{ "server no text", CLUSTER("server: [1]"), .expect = "!cluster \"k\": `server` must be text" },
	{ "ca twice", CLUSTER("server: \"https://h\", certificate-authority: ca.pem, certificate-authority-data: " PEM64),
	  .expect = "!`certificate-authority` and `certificate-authority-data` are both given" },
	{ "ca file missing", CLUSTER("server: \"https://h\", certificate-authority: no.pem"),
	  .expect = "!`certificate-authority`: DIR/no.pem cannot be read: No such file or directory" },
	{ "ca no base64", CLUSTER("server: \"https://h\", certificate-authority-data: \"a!\""), .expect = "!`certificate-authority-data` is no base64" },
	{ "ca no pem", CLUSTER("server: \"https://h\", certificate-authority-data: aGVsbG8="), .expect = "!`certificate-authority-data` holds no PEM" },
	{ "ca file no pem", CLUSTER("server: \"https://h\", certificate-authority: tok"), .expect = "!`certificate-authority` holds no PEM" },
	{ "ca and insecure", CLUSTER("server: \"https://h\", insecure-skip-tls-verify: true, certificate-authority: ca.pem"), .expect = "!exclude each other" },
	{ "proxy of an unknown kind", CLUSTER("server: \"https://h\", proxy-url: \"socks4://p\""), .expect = "!must begin with http://, https:// or socks5://" },
	{ "key twice", USER("client-certificate: ca.pem, client-key: ca.pem, client-key-data: " PEM64), .expect = "!`client-key` and `client-key-data` are both given" },
	{ "certificate without key", USER("client-certificate: ca.pem"), .expect = "!user \"u\": `client-certificate` is given without `client-key`" },
	{ "token and password", USER("token: t, username: me"), .expect = "!`token` and `username` are both given" },
	{ "groups without user", USER("as-groups: [a]"), .expect = "!need `as`" },
	{ "auth-provider", USER("auth-provider: {name: gcp}"), .expect = "!`auth-provider: gcp` is not supported: use an exec plugin" },
	{ "exec and auth-provider", USER("auth-provider: {name: gcp}, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x}"),
	  .expect = "!`exec` and `auth-provider` are both given" },
	{ "exec without command", EXEC("apiVersion: client.authentication.k8s.io/v1"), .expect = "!`exec` has no `command`" },
	{ "exec without version", EXEC("command: x"), .expect = "!`exec` has no `apiVersion`" },
	{ "exec of an old version", EXEC("apiVersion: client.authentication.k8s.io/v1alpha1, command: x"), .expect = "!is not supported: use client.authentication.k8s.io/v1" },
	{ "v1 without interactiveMode", EXEC("apiVersion: client.authentication.k8s.io/v1, command: x"), .expect = "!no `interactiveMode`, which v1 requires" },
	{ "an unknown interactiveMode", EXEC("apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Maybe"), .expect = "!must be Never, IfAvailable or Always" },
	{ "a plugin that asks", EXEC("apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always"), .expect = "!asks on the terminal" },
	{ "env without name", EXEC("apiVersion: client.authentication.k8s.io/v1beta1, command: x, env: [{value: v}]"), .expect = "!an `exec.env` entry has no `name`" },
};

/* One line of everything that was resolved. */
static void print(const struct config *c, struct str *out)
{
	str_addf(out, "%s %s %s %s %s", c->context, c->cluster, c->user ? c->user : "-", c->server, c->namespace);
	if (c->tls_server_name)
		str_addf(out, " name=%s", c->tls_server_name);
	if (c->insecure)
		str_add(out, " insecure");
	if (c->proxy_url)
		str_addf(out, " proxy=%s", c->proxy_url);
	if (c->ca)
		str_add(out, starts_with(c->ca, PEM) ? " ca" : " ca?");
	if (c->cert)
		str_add(out, starts_with(c->cert, PEM) ? " cert" : " cert?");
	if (c->key)
		str_add(out, starts_with(c->key, PEM) ? " key" : " key?");
	if (c->token)
		str_addf(out, " token=%s", c->token);
	if (c->token_file)
		str_addf(out, " file=%s", c->token_file);
	if (c->username)
		str_addf(out, " %s:%s", c->username, c->password);
	if (c->exec)
		str_addf(out, " exec=%s", json_get_str(c->exec, "command"));
	if (c->impersonate) {
		str_addf(out, " as=%s", c->impersonate);
		json_print(c->impersonation, JSON_PLAIN, out);
	}
}

/* The expectation with DIR replaced. */
static char *in_dir(const char *text, const char *dir)
{
	struct str out = STR_INIT;
	const char *at;

	for (; (at = strstr(text, "DIR")); text = at + 3) {
		str_addn(&out, text, (size_t)(at - text));
		str_add(&out, dir);
	}
	str_add(&out, text);
	return str_take(&out);
}

static void write_file(const char *dir, const char *name, const char *text)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void lay_out(const struct row *row, const char *dir, struct config_flags *flags, char **explicit)
{
	static const char *const folders[] = { "b", ".kube" };

	for (size_t i = 0; i < COUNT(folders); i++) {
		_cleanup_(freep) char *path = xasprintf("%s/%s", dir, folders[i]);

		mkdir(path, 0700);
	}
	write_file(dir, "ca.pem", PEM "\n");
	write_file(dir, "tok", "token\n");
	if (row->a)
		write_file(dir, row->way == HOME ? ".kube/config" : "a.yaml", row->a);
	if (row->b)
		write_file(dir, "b/b.yaml", row->b);
	_cleanup_(freep) char *paths = xasprintf("%s/a.yaml::%s/missing:%s/b/b.yaml:%s/a.yaml", dir, dir, dir, dir);

	*explicit = xasprintf("%s/a.yaml", dir);
	*flags = row->flags;
	if (row->way == FLAG)
		flags->kubeconfig = *explicit;
	if (row->way == BOTH)
		setenv("KUBECONFIG", paths, 1);
	else
		unsetenv("KUBECONFIG");
	setenv("HOME", dir, 1);
}

static void check(const struct row *row, const char *dir)
{
	struct config_flags flags;
	_cleanup_(freep) char *explicit = NULL;
	_cleanup_(freep) char *expected = in_dir(row->expect, dir);
	_cleanup_(config_release) struct config c = { 0 };
	_cleanup_(str_release) struct str got = STR_INIT;
	struct err err = ERR_INIT;

	lay_out(row, dir, &flags, &explicit);
	int r = config_load(&flags, &c, &err);

	if (r == 0)
		print(&c, &got);
	if (*expected == '!' && (r == 0 || !strstr(err.text, expected + 1)))
		fail_msg("%s:\n got %s%s\nwant %s", row->name, got.buf, err.text, expected);
	if (*expected != '!' && !streq(got.buf, expected))
		fail_msg("%s:\n got %s%s\nwant %s", row->name, got.buf, err.text, expected);
	struct config copy;

	config_copy(&copy, &c);
	config_release(&copy);
}

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char dir[] = "/tmp/ordinal-config-XXXXXX";

		assert_non_null(mkdtemp(dir));
		check(&rows[i], dir);
		_cleanup_(freep) char *remove = xasprintf("rm -rf %s", dir);

		assert_int_equal(system(remove), 0);
	}
}

static void contexts_in_file_order(void **state)
{
	static const struct row row = { "contexts", "contexts: [{name: z, context: {}}, {name: a, context: {}}]\n",
					"current-context: m\ncontexts: [{name: a, context: {}}, {name: m, context: {}}]\n", BOTH, { 0 }, "" };
	char dir[] = "/tmp/ordinal-config-XXXXXX";
	struct config_flags flags;
	_cleanup_(freep) char *explicit = NULL;
	name_vec names = VEC_INIT;
	int current = 7;

	(void)state;
	assert_non_null(mkdtemp(dir));
	lay_out(&row, dir, &flags, &explicit);
	assert_int_equal(config_contexts(&flags, &names, &current, NULL), 0);
	assert_int_equal(names.len, 3);
	assert_string_equal(names.items[0], "z");
	assert_string_equal(names.items[1], "a");
	assert_string_equal(names.items[2], "m");
	assert_int_equal(current, 2);
	vec_each(&names, n)
		free(*n);
	vec_release(&names);
	_cleanup_(freep) char *remove = xasprintf("rm -rf %s", dir);

	assert_int_equal(system(remove), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_row), cmocka_unit_test(contexts_in_file_order) };

	unsetenv("KUBERNETES_SERVICE_HOST");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
