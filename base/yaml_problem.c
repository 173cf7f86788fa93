/* What go-yaml, a port of libyaml, says of a text that libyaml does not take: the same words, lines counted its way. */
#include "base/yaml.h"

#include <yaml.h>

/* Lines are from 0 and told as they are, but where the scanner gave up they are from 1; a line 0 is not told. */
static char *tell(const yaml_parser_t *p)
{
	size_t line = p->problem_mark.line;

	if (line > 0)
		line += p->error == YAML_SCANNER_ERROR;
	else
		line = p->context_mark.line;
	if (line == 0)
		return xstrdup(p->problem ? p->problem : "unknown problem parsing YAML content");
	return xasprintf("line %zu: %s", line, p->problem ? p->problem : "unknown problem parsing YAML content");
}

char *yaml_problem(const char *text, size_t len)
{
	yaml_parser_t parser;
	char *out = NULL;
	bool end = false;

	if (!yaml_parser_initialize(&parser))
		return NULL;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	while (!end && !out) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			out = tell(&parser);
			break;
		}
		end = event.type == YAML_STREAM_END_EVENT || event.type == YAML_DOCUMENT_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return out;
}
