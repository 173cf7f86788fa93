/*
 * The simulator's own certificate authority and server certificate (ECDSA P-256, GnuTLS), made at the first start and
 * kept in the state folder, 0600. From wall time and the system's random source: never from the world's clock or seed.
 */
#ifndef SIM_CERTIFICATES_H
#define SIM_CERTIFICATES_H

#include "base/err.h"

struct certificates {
	char *ca;			/* PEM, for kubeconfigs */
	char *certificate;		/* PEM, the server's */
	char *key;			/* PEM, secret */
};

/* Reads them from dir, or makes and keeps them there. 0 or negative with err. */
int certificates_load(struct certificates *ret, const char *dir, struct err *err);
void certificates_release(struct certificates *c);

#define MAC_BYTES 32
/* The HMAC-SHA-256 of text under a key: what service account tokens are signed with. */
void certificates_mac(const unsigned char key[MAC_BYTES], const char *text, size_t len, unsigned char ret[MAC_BYTES]);
/* Its plain SHA-256, of MAC_BYTES too. */
void certificates_digest(const char *text, size_t len, unsigned char ret[MAC_BYTES]);

#endif
