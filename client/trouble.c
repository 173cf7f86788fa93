/* See trouble.h. */
#include "base/str.h"
#include "client/trouble.h"

static const struct {
	int code;
	const char *text;	/* {s} the server, {f} the file, {w} why */
} sentences[] = {
	[TROUBLE_OTHER] = { -EIO, "talking to {s} failed: {w}" },
	[TROUBLE_ADDRESS] = { -EPROTO, "{s} in {f} is no address of a server: {w}" },
	[TROUBLE_HOST] = { -EHOSTUNREACH, "cannot find the host of {s}: check `server` in {f}, or the network" },
	[TROUBLE_PROXY_HOST] = { -EHOSTUNREACH,
	                         "cannot find the proxy on the way to {s}: check `proxy-url` in {f} or HTTPS_PROXY" },
	[TROUBLE_PROXY] = { -EHOSTUNREACH, "the proxy on the way to {s} refuses: {w}" },
	[TROUBLE_CONNECT] = { -ECONNREFUSED,
	                      "cannot reach {s}: {w}; is the cluster running, and is `server` in {f} right?" },
	[TROUBLE_TIME] = { -ETIMEDOUT, "no answer from {s} in time: {w}" },
	[TROUBLE_TLS] = { -EPROTO, "no TLS with {s}: {w}; does it speak https, and does it accept our certificate?" },
	[TROUBLE_TRUST] = { -EPROTO, "the certificate of {s} cannot be trusted: {w}; check `certificate-authority` and "
	                             "`tls-server-name` in {f}" },
	[TROUBLE_AUTHORITY] = { -EPROTO, "the certificate authority in {f} cannot be read: {w}" },
	[TROUBLE_CERTIFICATE] = { -EPROTO, "the client certificate or key in {f} cannot be used: {w}" },
	[TROUBLE_NOTHING] = { -ECONNRESET, "{s} closed the connection without an answer" },
	[TROUBLE_CUT] = { -ECONNRESET, "the connection to {s} was lost in the middle of an answer" },
	[TROUBLE_LOST] = { -ECONNRESET, "the connection to {s} was lost: {w}" },
	[TROUBLE_LARGE] = { -E2BIG, "the answer of {s} is larger than {w} and was not read" },
};

void trouble_explain(enum trouble t, const char *server, const char *file, const char *why, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	for (const char *p = sentences[t].text; *p; p++) {
		if (*p != '{') {
			str_addc(&text, *p);
			continue;
		}
		str_add(&text, p[1] == 's' ? server : p[1] == 'f' ? file : why);
		p += 2;
	}
	err_set(err, sentences[t].code, "%s", text.buf);
}
