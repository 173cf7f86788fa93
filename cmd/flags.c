#include "cmd/flags.h"

#include "kube/kinds/statefulset.h"

bool flags_take(struct config_flags *flags, int flag, const char *value)
{
	if (flag == FLAG_KUBECONFIG)
		flags->kubeconfig = value;
	else if (flag == FLAG_CONTEXT)
		flags->context = value;
	else
		return false;
	return true;
}

int flags_read(int argc, char **argv, const struct flags_reader *reader, struct config_flags *ret, struct err *err)
{
	int flag, r = 0;

	opterr = 0;
	optind = 1;
	while (r == 0 && (flag = getopt_long(argc, argv, reader->shorts, reader->rows, NULL)) != -1) {
		if (flag == ':' || flag == '?')
			return err_set(err, -EINVAL, flag == ':' ? "%s needs a value; see ordinal %s --help"
								 : "there is no flag %s; see ordinal %s --help",
				       argv[optind - 1], reader->command);
		if (!flags_take(ret, flag, optarg))
			r = reader->apply(reader->arg, flag, optarg, err);
	}
	return r;
}

int flags_set(int argc, char **argv, const char *command, const char **ret, struct err *err)
{
	const char *word = optind < argc ? argv[optind] : "", *slash = strchr(word, '/');
	_cleanup_(freep) char *kind = slash ? xstrndup(word, (size_t)(slash - word)) : NULL;

	if (optind + 1 != argc)
		return err_set(err, -EINVAL, "name one StatefulSet: ordinal %s sts/NAME", command);
	if (!slash || kind_find(kind) != KIND(statefulset) || !slash[1] || strchr(slash + 1, '/'))
		return err_set(err, -EINVAL, "\"%s\" names no StatefulSet: write sts/NAME", word);
	*ret = slash + 1;
	return 0;
}
