/*
 * What form an answer takes: JSON, YAML or protobuf, the object itself, a Table or only its metadata. Read from the
 * Accept header as Kubernetes 1.36 reads it (truth/wire c-negotiation, c-protobuf).
 */
#ifndef SIM_API_NEGOTIATE_H
#define SIM_API_NEGOTIATE_H

#include "base/str.h"
#include "kube/status.h"

enum form_as { FORM_OBJECT, FORM_TABLE, FORM_PARTIAL, FORM_PARTIAL_LIST, FORM_DISCOVERY };
enum form_media { MEDIA_JSON, MEDIA_YAML, MEDIA_PROTOBUF };
enum table_include { INCLUDE_METADATA, INCLUDE_OBJECT, INCLUDE_NONE };

struct form {
	enum form_as as;
	const char *version;		/* of the as= group: "v1", "v1beta1", "v2"; static */
	enum form_media media;
	bool pretty;
	enum table_include include;
};

/* What a path can answer besides the plain object, or that it answers JSON only. */
enum form_allowed { ALLOW_TRANSFORMS = 1, ALLOW_DISCOVERY = 2, ALLOW_JSON_ONLY = 4, ALLOW_STREAM = 8 };

/* 0, or -406 with why filled in and *ret the form in which to say so. accept NULL or "" is JSON. */
int negotiate(const char *accept, int allowed, struct form *ret, struct status *why);
/* True for clients whose answers are indented for people: curl, Wget, browsers. */
bool negotiate_pretty_agent(const char *user_agent);

#endif
