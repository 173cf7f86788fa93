/* What can go wrong between us and a server, each in one sentence that says what, where and what to do about it. */
#ifndef CLIENT_TROUBLE_H
#define CLIENT_TROUBLE_H

#include "base/err.h"

enum trouble {
	TROUBLE_OTHER,
	TROUBLE_ADDRESS,
	TROUBLE_HOST,
	TROUBLE_PROXY_HOST,
	TROUBLE_PROXY,
	TROUBLE_CONNECT,
	TROUBLE_TIME,
	TROUBLE_TLS,
	TROUBLE_TRUST,
	TROUBLE_AUTHORITY,
	TROUBLE_CERTIFICATE,
	TROUBLE_NOTHING,
	TROUBLE_CUT,
	TROUBLE_LOST,
	TROUBLE_LARGE,
};

/* server as the kubeconfig has it, file where that stands, why in the words of whoever noticed. Sets err->code too:
 * -ECONNRESET where the connection was there and is gone. */
void trouble_explain(enum trouble t, const char *server, const char *file, const char *why, struct err *err);

#endif
