/* Media types with parameters, as Accept and Content-Type carry them. Slices borrow the text. */
#ifndef SIM_API_MEDIA_H
#define SIM_API_MEDIA_H

#include "base/base.h"

struct media_param {
	const char *key, *value;
	size_t key_len, value_len;
};

struct media {
	const char *type;		/* "application/json" */
	size_t len;
	struct media_param params[8];
	size_t nparams;
};

/* False if it is no media type ("application/json;foo", more than 8 parameters). */
bool media_parse(const char *text, size_t len, struct media *ret);
bool media_is(const struct media *m, const char *type);			/* ignoring case */
/* True and *ret, *ret_len if the parameter is there. */
bool media_param(const struct media *m, const char *key, const char **ret, size_t *ret_len);

#endif
