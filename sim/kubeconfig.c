/* See kubeconfig.h. */
#include "sim/kubeconfig.h"

#include "base/base64.h"
#include "base/file.h"
#include "base/rng.h"

int kubeconfig_write(const struct kubeconfig *k, const char *dir, const char *name, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT, ca = STR_INIT;
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);

	base64_encode(k->ca, strlen(k->ca), &ca);
	str_add(&text, "apiVersion: v1\nkind: Config\ncurrent-context: ordinal-sim\npreferences: {}\n");
	str_addf(&text,
	         "clusters:\n- name: ordinal-sim\n  cluster:\n    server: %s\n    certificate-authority-data: %s\n",
	         k->server, ca.buf);
	str_addf(&text, "users:\n- name: ordinal-sim\n  user:\n    token: %s\n", k->token);
	str_addf(&text,
	         "contexts:\n- name: ordinal-sim\n  context:\n    cluster: ordinal-sim\n    user: ordinal-sim\n    "
	         "namespace: %s\n",
	         k->namespace);
	return file_write(path, text.buf, err);
}

void kubeconfig_token(char ret[33])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char bytes[32];

	entropy_fill(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		ret[i] = letters[bytes[i] & 31];
	ret[32] = '\0';
}
