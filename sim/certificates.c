/* See certificates.h. The only file that knows GnuTLS' certificates; the server hands PEM texts to libmicrohttpd. */
#include "sim/certificates.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/file.h"

#define DAY_S (24 * 3600)
#define LIFE_S (3650LL * DAY_S)
#define RENEW_S (30LL * DAY_S)

void certificates_release(struct certificates *c)
{
	free(c->ca);
	free(c->certificate);
	free(c->key);
	*c = (struct certificates){ 0 };
}

struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

static void pair_release(struct pair *p)
{
	if (p->certificate)
		gnutls_x509_crt_deinit(p->certificate);
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
}

static int failed(int code, const char *what, struct err *err)
{
	return code < 0 ? err_set(err, -EIO, "cannot %s: %s", what, gnutls_strerror(code)) : 0;
}

static char *pem_text(gnutls_datum_t *d)
{
	char *text = xstrndup((const char *)d->data, d->size);

	gnutls_free(d->data);
	return text;
}

/* Key, serial, validity and name, without what makes it a CA or a server. */
static int pair_begin(struct pair *p, const char *name, struct err *err)
{
	time_t now = (time_t)(clock_wall_ms() / 1000);
	unsigned char serial[16];
	int r;

	gnutls_x509_privkey_init(&p->key);
	gnutls_x509_crt_init(&p->certificate);
	r = gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	if (r < 0)
		return failed(r, "make a key", err);
	entropy_fill(serial, sizeof(serial));
	serial[0] &= 0x7f;
	gnutls_x509_crt_set_version(p->certificate, 3);
	gnutls_x509_crt_set_serial(p->certificate, serial, sizeof(serial));
	gnutls_x509_crt_set_activation_time(p->certificate, now - DAY_S);
	gnutls_x509_crt_set_expiration_time(p->certificate, now + LIFE_S);
	gnutls_x509_crt_set_key(p->certificate, p->key);
	r = gnutls_x509_crt_set_dn_by_oid(p->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name));
	return failed(r, "name a certificate", err);
}

static int make_ca(struct pair *p, struct err *err)
{
	unsigned char id[20];
	size_t len = sizeof(id);
	int r = pair_begin(p, "ordinal simulator CA", err);

	if (r < 0)
		return r;
	gnutls_x509_crt_set_basic_constraints(p->certificate, 1, 0);
	gnutls_x509_crt_set_key_usage(p->certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
	if (gnutls_x509_crt_get_key_id(p->certificate, 0, id, &len) == 0)
		gnutls_x509_crt_set_subject_key_id(p->certificate, id, len);
	return failed(gnutls_x509_crt_sign2(p->certificate, p->certificate, p->key, GNUTLS_DIG_SHA256, 0),
	              "sign the CA", err);
}

static void add_names(gnutls_x509_crt_t certificate)
{
	static const char *const dns[] = { "localhost", "kubernetes", "kubernetes.default" };
	static const unsigned char loopback4[4] = { 127, 0, 0, 1 };
	static const unsigned char loopback6[16] = { [15] = 1 };

	for (size_t i = 0; i < COUNT(dns); i++)
		gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, dns[i], (unsigned)strlen(dns[i]),
		                                     GNUTLS_FSAN_APPEND);
	gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, loopback4, sizeof(loopback4),
	                                     GNUTLS_FSAN_APPEND);
	gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, loopback6, sizeof(loopback6),
	                                     GNUTLS_FSAN_APPEND);
}

static int make_server(struct pair *p, const struct pair *ca, struct err *err)
{
	int r = pair_begin(p, "ordinal simulator", err);

	if (r < 0)
		return r;
	add_names(p->certificate);
	gnutls_x509_crt_set_basic_constraints(p->certificate, 0, -1);
	gnutls_x509_crt_set_key_usage(p->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
	gnutls_x509_crt_set_key_purpose_oid(p->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
	return failed(gnutls_x509_crt_sign2(p->certificate, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0),
	              "sign the server", err);
}

static int export(const struct pair *ca, const struct pair *server, struct certificates *ret, struct err *err)
{
	gnutls_datum_t ca_text, text, key;
	int r = gnutls_x509_crt_export2(ca->certificate, GNUTLS_X509_FMT_PEM, &ca_text);

	if (r < 0)
		return failed(r, "write the CA", err);
	ret->ca = pem_text(&ca_text);
	r = gnutls_x509_crt_export2(server->certificate, GNUTLS_X509_FMT_PEM, &text);
	if (r < 0)
		return failed(r, "write the certificate", err);
	ret->certificate = pem_text(&text);
	r = gnutls_x509_privkey_export2(server->key, GNUTLS_X509_FMT_PEM, &key);
	if (r < 0)
		return failed(r, "write the key", err);
	ret->key = pem_text(&key);
	return 0;
}

static int make(struct certificates *ret, struct err *err)
{
	_cleanup_(pair_release) struct pair ca = { 0 }, server = { 0 };
	int r = make_ca(&ca, err);

	if (r == 0)
		r = make_server(&server, &ca, err);
	return r < 0 ? r : export(&ca, &server, ret, err);
}

/* True if the kept certificate is readable and good for a month yet. */
static bool fresh(const struct certificates *c)
{
	gnutls_datum_t text = { (unsigned char *)c->certificate, (unsigned)strlen(c->certificate) };
	gnutls_x509_crt_t certificate;
	bool ok;

	gnutls_x509_crt_init(&certificate);
	ok = gnutls_x509_crt_import(certificate, &text, GNUTLS_X509_FMT_PEM) == 0 &&
		gnutls_x509_crt_get_expiration_time(certificate) > clock_wall_ms() / 1000 + RENEW_S;
	gnutls_x509_crt_deinit(certificate);
	return ok;
}

#define MOST_PEM (64 << 10)

/* NULL if it is not there or cannot be read: then all is made anew. */
static char *read_pem(const char *dir, const char *name)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);

	return file_read(path, MOST_PEM, &text, NULL) < 0 ? NULL : str_take(&text);
}

static int write_pem(const char *dir, const char *name, const char *text, struct err *err)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", dir, name);

	return file_write(path, text, err);
}

static int read_kept(struct certificates *ret, const char *dir)
{
	_cleanup_(certificates_release) struct certificates c = { 0 };

	c.ca = read_pem(dir, "ca.crt");
	c.certificate = read_pem(dir, "server.crt");
	c.key = read_pem(dir, "server.key");
	if (!c.ca || !c.certificate || !c.key || !fresh(&c))
		return -ENOENT;
	*ret = c;
	c = (struct certificates){ 0 };
	return 0;
}

int certificates_load(struct certificates *ret, const char *dir, struct err *err)
{
	_cleanup_(certificates_release) struct certificates c = { 0 };
	int r;

	if (read_kept(ret, dir) == 0)
		return 0;
	r = make(&c, err);
	if (r == 0)
		r = write_pem(dir, "ca.crt", c.ca, err);
	if (r == 0)
		r = write_pem(dir, "server.crt", c.certificate, err);
	if (r == 0)
		r = write_pem(dir, "server.key", c.key, err);
	if (r < 0)
		return r;
	*ret = c;
	c = (struct certificates){ 0 };
	return 0;
}

void certificates_mac(const unsigned char key[MAC_BYTES], const char *text, size_t len, unsigned char ret[MAC_BYTES])
{
	int r = gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, MAC_BYTES, text, len, ret);

	assert(r == 0);
	(void)r;
}

void certificates_digest(const char *text, size_t len, unsigned char ret[MAC_BYTES])
{
	int r = gnutls_hash_fast(GNUTLS_DIG_SHA256, text, len, ret);

	assert(r == 0);
	(void)r;
}
