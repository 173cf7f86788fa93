/* See base64.h. */
#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *bytes, size_t len, struct str *out)
{
	const unsigned char *in = bytes;

	for (size_t i = 0; i < len; i += 3) {
		uint32_t group = (uint32_t)in[i] << 16;
		size_t left = len - i;

		group |= left > 1 ? (uint32_t)in[i + 1] << 8 : 0;
		group |= left > 2 ? in[i + 2] : 0;
		str_addc(out, alphabet[group >> 18]);
		str_addc(out, alphabet[group >> 12 & 63]);
		str_addc(out, left > 1 ? alphabet[group >> 6 & 63] : '=');
		str_addc(out, left > 2 ? alphabet[group & 63] : '=');
	}
}

static bool decode(const char *text, struct str *out)
{
	uint32_t group = 0;
	int digits = 0, padding = 0;

	for (; *text; text++) {
		const char *at = strchr(alphabet, *text);

		if (strchr(" \t\r\n", *text))
			continue;
		if ((!at && *text != '=') || (at && padding))
			return false;
		padding += *text == '=';
		group = group << 6 | (at ? (uint32_t)(at - alphabet) : 0);
		if (++digits % 4)
			continue;
		if (padding > 2 || (padding && (group & (padding == 1 ? 0xff : 0xffff))))
			return false;
		for (int i = 0; i < 3 - padding; i++)
			str_addc(out, (char)(group >> (16 - 8 * i) & 0xff));
		group = 0;
	}
	return digits % 4 == 0;
}

bool base64_decode(const char *text, struct str *out)
{
	size_t before = out->len;

	if (decode(text, out))
		return true;
	str_cut(out, before);
	return false;
}
