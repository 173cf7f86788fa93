/* Base64 with the standard alphabet and padding (RFC 4648), as Kubernetes' JSON carries bytes. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/str.h"

void base64_encode(const void *bytes, size_t len, struct str *out);
/* Appends the bytes to out; blanks and line ends between characters are passed over. False, with out as it was, if
 * the text is no base64. */
bool base64_decode(const char *text, struct str *out);

#endif
