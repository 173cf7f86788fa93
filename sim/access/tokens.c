/* See tokens.h. */
#include "sim/access/tokens.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/rng.h"
#include "base/vec.h"
#include "sim/certificates.h"
#include "sim/storage.h"

struct known {
	char *token;
	struct identity who;
};

struct tokens {
	VEC(struct known) known;
	unsigned char key[MAC_BYTES];
};

struct tokens *tokens_new(void)
{
	struct tokens *t = xcalloc(1, sizeof(*t));

	entropy_fill(t->key, sizeof(t->key));
	return t;
}

void tokens_free(struct tokens *t)
{
	if (!t)
		return;
	vec_each(&t->known, k) {
		free(k->token);
		identity_release(&k->who);
	}
	vec_release(&t->known);
	explicit_bzero(t->key, sizeof(t->key));
	free(t);
}

void tokens_add(struct tokens *t, const char *token, const struct identity *who)
{
	struct known k = { .token = xstrdup(token) };

	identity_copy(who, &k.who);
	vec_push(&t->known, k);
}

/* In time that does not depend on where the texts differ. */
static bool same_secret(const char *a, size_t alen, const char *b, size_t blen)
{
	unsigned char differs = alen != blen;

	for (size_t i = 0; i < alen; i++)
		differs |= (unsigned char)(a[i] ^ (blen > 0 ? b[i % blen] : 1));
	return !differs;
}

/* --- JSON web tokens --- */

static void url_encode64(const void *bytes, size_t len, struct str *out)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	base64_encode(bytes, len, &text);
	for (size_t i = 0; i < text.len && text.buf[i] != '='; i++)
		str_addc(out, text.buf[i] == '+' ? '-' : text.buf[i] == '/' ? '_' : text.buf[i]);
}

static bool url_decode64(const char *text, size_t len, struct str *out)
{
	_cleanup_(str_release) struct str plain = STR_INIT;

	for (size_t i = 0; i < len; i++)
		str_addc(&plain, text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
	while (plain.len % 4 != 0)
		str_addc(&plain, '=');
	return base64_decode(plain.buf, out);
}

static void add_signature(const struct tokens *t, const char *text, size_t len, struct str *out)
{
	unsigned char mac[MAC_BYTES];

	certificates_mac(t->key, text, len, mac);
	url_encode64(mac, sizeof(mac), out);
}

static int64_t now_s(struct world *w)
{
	return world_now(w) / 1000;
}

static json *claims_json(struct world *w, const struct token_claims *c)
{
	json *out = json_object(), *about;
	_cleanup_(freep) char *subject = xasprintf("system:serviceaccount:%s:%s", c->namespace, c->account);
	char id[37];
	struct rng rng;
	uint64_t seed;

	entropy_fill(&seed, sizeof(seed));
	rng_init(&rng, seed);
	rng_uuid(&rng, id);
	json_set(out, "aud", json_copy(c->audiences));
	json_set_int(out, "exp", now_s(w) + c->life_s);
	json_set_int(out, "iat", now_s(w));
	json_set_str(out, "iss", API_AUDIENCE);
	json_set_str(out, "jti", id);
	about = json_set(out, "kubernetes.io", json_format("{'namespace':%q}", c->namespace));
	if (c->bound)
		json_set(about, c->bound->kind->singular,
			 json_format("{'name':%q,'uid':%q}", c->bound->name, c->bound->uid));
	json_set(about, "serviceaccount", json_format("{'name':%q,'uid':%q}", c->account, c->uid));
	json_set_int(out, "nbf", now_s(w));
	json_set_str(out, "sub", subject);
	return out;
}

char *tokens_issue(const struct tokens *t, struct world *w, const struct token_claims *c)
{
	static const char head[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	_cleanup_(json_freep) json *claims = claims_json(w, c);
	_cleanup_(freep) char *text = json_text(claims);
	struct str out = STR_INIT;
	size_t len;

	url_encode64(head, strlen(head), &out);
	str_addc(&out, '.');
	url_encode64(text, strlen(text), &out);
	len = out.len;
	str_addc(&out, '.');
	add_signature(t, out.buf, len, &out);
	return str_take(&out);
}

/* The claims of a token that this process signed; NULL: it did not. */
static json *claims_of(const struct tokens *t, const char *token)
{
	const char *last = strrchr(token, '.'), *first = strchr(token, '.');
	_cleanup_(str_release) struct str mac = STR_INIT, text = STR_INIT;

	if (!last || last == first || strlen(token) > LIMIT_HEADER_BYTES)
		return NULL;
	add_signature(t, token, (size_t)(last - token), &mac);
	if (!same_secret(last + 1, strlen(last + 1), mac.buf, mac.len))
		return NULL;
	if (!url_decode64(first + 1, (size_t)(last - first - 1), &text))
		return NULL;
	return json_parse(text.buf, text.len, NULL);
}

/* --- is it still good --- */

/* The audiences that are both asked for and in the token; NULL: none. */
static json *common_audiences(const json *claims, const json *asked)
{
	json *both = json_array();

	for (const json *a = json_first(asked); a; a = json_next(a))
		for (const json *b = json_first(json_get(claims, "aud")); b; b = json_next(b))
			if (streq0(json_str(a), json_str(b)))
				json_push(both, json_string(json_str(a)));
	if (json_len(both) > 0)
		return both;
	json_free(both);
	return NULL;
}

static bool stands(struct storage *s, const struct kind *k, const char *namespace, const json *ref)
{
	const struct object *o = ref ? storage_get(s, k, namespace, json_str_or(json_get(ref, "name"), "")) : NULL;

	return o && streq(o->uid, json_str_or(json_get(ref, "uid"), ""));
}

/* The account is there, and what the token is bound to. */
static bool is_alive(struct world *w, const json *claims)
{
	static const struct kind *const bound[] = { KIND(pod), KIND(secret), KIND(node) };
	const json *about = json_get(claims, "kubernetes.io");
	const char *namespace = json_str_or(json_get(about, "namespace"), "");

	if (!stands(world_storage(w), KIND(serviceaccount), namespace, json_get(about, "serviceaccount")))
		return false;
	for (size_t i = 0; i < COUNT(bound); i++) {
		const json *ref = json_get(about, bound[i]->singular);

		if (ref && !stands(world_storage(w), bound[i], namespace, ref))
			return false;
	}
	return json_get_int(claims, "exp", 0) > now_s(w) && json_get_int(claims, "nbf", INT64_MAX) <= now_s(w);
}

static void add_extra(struct identity *who, const char *key, const char *value)
{
	if (!who->extra)
		who->extra = json_object();
	json_set(who->extra, key, json_format("[%q]", value));
}

static void fill_account(const json *claims, struct identity *ret)
{
	const json *about = json_get(claims, "kubernetes.io"), *pod = json_get(about, "pod");
	const json *node = json_get(about, "node");
	_cleanup_(freep) char *id = xasprintf("JTI=%s", json_str_or(json_get(claims, "jti"), ""));

	identity_of_name(json_str_or(json_get(claims, "sub"), ""), ret);
	free(ret->uid);
	ret->uid = xstrdup(json_str_or(json_at(about, "serviceaccount.uid"), ""));
	add_extra(ret, "authentication.kubernetes.io/credential-id", id);
	if (node) {
		add_extra(ret, "authentication.kubernetes.io/node-name", json_str_or(json_get(node, "name"), ""));
		add_extra(ret, "authentication.kubernetes.io/node-uid", json_str_or(json_get(node, "uid"), ""));
	}
	if (pod) {
		add_extra(ret, "authentication.kubernetes.io/pod-name", json_str_or(json_get(pod, "name"), ""));
		add_extra(ret, "authentication.kubernetes.io/pod-uid", json_str_or(json_get(pod, "uid"), ""));
	}
}

bool tokens_check(const struct tokens *t, struct world *w, const char *token, const json *audiences,
                  struct identity *ret, json **ret_audiences)
{
	_cleanup_(json_freep) json *claims = NULL, *api = json_format("['" API_AUDIENCE "']"), *both = NULL;
	const struct known *found = NULL;

	vec_each(&t->known, k)
		if (same_secret(token, strlen(token), k->token, strlen(k->token)))
			found = k;
	if (found) {
		identity_copy(&found->who, ret);
		if (ret_audiences)
			*ret_audiences = audiences && json_len(audiences) > 0 ? json_copy(audiences) : take(api);
		return true;
	}
	claims = claims_of(t, token);
	both = claims ? common_audiences(claims, audiences && json_len(audiences) > 0 ? audiences : api) : NULL;
	if (!both || !is_alive(w, claims))
		return false;
	fill_account(claims, ret);
	if (ret_audiences)
		*ret_audiences = take(both);
	return true;
}
