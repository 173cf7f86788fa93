/* The hash that tells the ReplicaSets of a Deployment apart. */
#include "sim/workloads/rollout.h"

void template_hash(const json *pod_template, const json *collisions, char ret[16])
{
	static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";
	_cleanup_(str_release) struct str text = STR_INIT;
	uint32_t hash = 0x811c9dc5u;

	json_print(pod_template, JSON_SORTED, &text);
	if (collisions)
		str_addf(&text, "%" PRId64, json_int_or(collisions, 0));
	for (size_t i = 0; i < text.len; i++)
		hash = hash * 0x01000193u ^ (uint8_t)text.buf[i];
	str_reset(&text);
	str_addf(&text, "%" PRIu32, hash);
	for (size_t i = 0; i < text.len; i++)
		ret[i] = alphabet[(uint8_t)text.buf[i] % 27];
	ret[text.len] = '\0';
}
