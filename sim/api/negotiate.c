/* See negotiate.h. Clauses are gone through in order; the first that can be met wins; q= is ignored, as upstream
 * does. */
#include "sim/api/negotiate.h"

#include "kube/request.h"
#include "sim/api/media.h"
#include "sim/protobuf.h"

struct transform {
	const char *as, *group, *version;
	enum form_as form;
	int allowed;
};

static const struct transform transforms[] = {
	{ "Table", "meta.k8s.io", "v1", FORM_TABLE, ALLOW_TRANSFORMS },
	{ "Table", "meta.k8s.io", "v1beta1", FORM_TABLE, ALLOW_TRANSFORMS },
	{ "PartialObjectMetadata", "meta.k8s.io", "v1", FORM_PARTIAL, ALLOW_TRANSFORMS },
	{ "PartialObjectMetadata", "meta.k8s.io", "v1beta1", FORM_PARTIAL, ALLOW_TRANSFORMS },
	{ "PartialObjectMetadataList", "meta.k8s.io", "v1", FORM_PARTIAL_LIST, ALLOW_TRANSFORMS },
	{ "PartialObjectMetadataList", "meta.k8s.io", "v1beta1", FORM_PARTIAL_LIST, ALLOW_TRANSFORMS },
	{ "APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2", FORM_DISCOVERY, ALLOW_DISCOVERY },
};

static bool param_is(const struct media *m, const char *key, const char *value)
{
	const char *text;
	size_t len;

	return media_param(m, key, &text, &len) && len == strlen(value) && memcmp(text, value, len) == 0;
}

static bool param_given(const struct media *m, const char *key)
{
	const char *text;
	size_t len;

	return media_param(m, key, &text, &len) && len > 0;
}

/* stream=watch may be said of lists too, but only of what has a form for streams. */
static bool stream_fits(const struct media *m, enum form_media media)
{
	return !param_given(m, "stream") || (media != MEDIA_YAML && param_is(m, "stream", "watch"));
}

/* The as=, g= and v= of a clause: true if they are absent or ones that this path can answer. Tables have no
 * protobuf. */
static bool transform_fits(const struct media *m, int allowed, struct form *ret)
{
	ret->as = FORM_OBJECT;
	ret->version = "v1";
	if (!param_given(m, "as") && !param_given(m, "g") && !param_given(m, "v"))
		return true;
	for (size_t i = 0; i < COUNT(transforms); i++) {
		const struct transform *t = &transforms[i];

		if (!(t->allowed & allowed) || !param_is(m, "as", t->as) || !param_is(m, "g", t->group) ||
		    !param_is(m, "v", t->version))
			continue;
		if (ret->media == MEDIA_PROTOBUF && t->form == FORM_TABLE)
			return false;
		ret->as = t->form;
		ret->version = t->version;
		return true;
	}
	return false;
}

enum fit { FIT_NONE, FIT_MEDIA, FIT_ALL };

static bool media_fits(const struct media *m, int allowed, enum form_media *ret)
{
	*ret = media_is(m, "application/yaml") ? MEDIA_YAML : media_is(m, TYPE_PROTOBUF) ? MEDIA_PROTOBUF : MEDIA_JSON;
	if (*ret != MEDIA_JSON)
		return !(allowed & ALLOW_JSON_ONLY);
	return media_is(m, TYPE_JSON) || media_is(m, "*/*");
}

static enum fit clause_fits(const char *text, size_t len, int allowed, struct form *ret)
{
	struct form form = { .version = "v1" };
	struct media m;

	if (!media_parse(text, len, &m))
		return FIT_NONE;
	if (!media_fits(&m, allowed, &form.media))
		return FIT_NONE;
	if (!stream_fits(&m, form.media) || !transform_fits(&m, allowed, &form))
		return FIT_MEDIA;
	form.pretty = param_is(&m, "pretty", "1") || param_is(&m, "pretty", "true");
	*ret = form;
	return FIT_ALL;
}

static int refuse(enum fit best, int allowed, struct status *why)
{
	const char *types = allowed & ALLOW_JSON_ONLY
	                        ? "application/json"
	                        : "application/json, application/yaml, application/vnd.kubernetes.protobuf";

	if (best == FIT_MEDIA)
		return status_set(why, 406, "NotAcceptable", "only the following media types are accepted: %s", types);
	status_set(why, 406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: %s%s", types,
	           allowed & ALLOW_STREAM
	               ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
	               : "");
	status_details(why, "", NULL, NULL);
	return -406;
}

/* YAML has no form for streams, which is noticed late. */
static int check_stream(const struct form *form, int allowed, struct status *why)
{
	if (form->media != MEDIA_YAML || !(allowed & ALLOW_STREAM))
		return 0;
	return status_set(why, 406, "NotAcceptable", "only the following media types are accepted: "
			  "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
}

int negotiate(const char *accept, int allowed, struct form *ret, struct status *why)
{
	enum fit best = FIT_NONE;

	*ret = (struct form){ .version = "v1" };
	if (!accept || !*accept)
		return 0;
	for (const char *p = accept;;) {
		size_t len = strcspn(p, ",");
		enum fit fit = clause_fits(p, len, allowed, ret);

		if (fit == FIT_ALL)
			return check_stream(ret, allowed, why);
		best = MAX(best, fit);
		if (!p[len])
			break;
		p += len + 1;
	}
	*ret = (struct form){ .version = "v1", .pretty = best == FIT_MEDIA || (allowed & ALLOW_JSON_ONLY) };
	return refuse(best, allowed, why);
}

bool negotiate_pretty_agent(const char *user_agent)
{
	return user_agent && (starts_with(user_agent, "curl") || starts_with(user_agent, "Wget") ||
		starts_with(user_agent, "Mozilla/5.0"));
}
