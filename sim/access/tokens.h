/*
 * Bearer tokens: those of people, given when the server starts, and those that service accounts ask for (TokenRequest):
 * JSON web tokens, signed with a key of this process, that end by the world's clock and with their account.
 */
#ifndef SIM_ACCESS_TOKENS_H
#define SIM_ACCESS_TOKENS_H

#include "sim/access/identity.h"
#include "sim/world.h"

#define API_AUDIENCE "https://kubernetes.default.svc"	/* who a token is for, and who issued it */

struct tokens;

struct tokens *tokens_new(void);
void tokens_free(struct tokens *t);			/* NULL is fine */
/* token belongs to who (copied) from now on. */
void tokens_add(struct tokens *t, const char *token, const struct identity *who);

/* Whose token it is, in time that does not depend on where a wrong one differs. audiences: for whom it is to be, an
 * array; NULL: the API. ret_audiences (may be NULL) gets those of them that it is for. False: nobody's, or ended, or
 * its account or pod is gone. */
bool tokens_check(const struct tokens *t, struct world *w, const char *token, const json *audiences,
                  struct identity *ret, json **ret_audiences);

/* What a service account's token says. */
struct token_claims {
	const char *namespace, *account, *uid;
	const struct object *bound;	/* a pod, secret or node it ends with; NULL: none */
	const json *audiences;
	int64_t life_s;
};
char *tokens_issue(const struct tokens *t, struct world *w, const struct token_claims *c);

#endif
