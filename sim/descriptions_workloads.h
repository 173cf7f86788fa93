/*
 * What the columns of workloads' tables are described as: the other half of sim/descriptions.h, from truth/wire
 * e-table-workloads.
 */
#ifndef SIM_DESCRIPTIONS_WORKLOADS_H
#define SIM_DESCRIPTIONS_WORKLOADS_H

#define DESCRIBE_TEMPLATE_CONTAINERS "Names of each container in the template."
#define DESCRIBE_TEMPLATE_IMAGES "Images referenced by each container in the template."
#define DESCRIBE_DEPLOYMENT_READY "Number of the pod with ready state"
#define DESCRIBE_DEPLOYMENT_UP_TO_DATE \
	"Total number of non-terminating pods targeted by this deployment that have the desired template " \
	"spec."
#define DESCRIBE_DEPLOYMENT_AVAILABLE \
	"Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by " \
	"this deployment."
#define DESCRIBE_DEPLOYMENT_SELECTOR \
	"Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones " \
	"affected by this deployment. It must match the pod template's labels."
#define DESCRIBE_REPLICASET_DESIRED \
	"Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and " \
	"unspecified. Defaults to 1. More info: " \
	"https://kubernetes.io/docs/concepts/workloads/controllers/replicaset"
#define DESCRIBE_REPLICASET_CURRENT \
	"Replicas is the most recently observed number of non-terminating pods. More info: " \
	"https://kubernetes.io/docs/concepts/workloads/controllers/replicaset"
#define DESCRIBE_REPLICASET_READY \
	"The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition."
#define DESCRIBE_REPLICASET_SELECTOR \
	"Selector is a label query over pods that should match the replica count. Label keys and values that " \
	"must match in order to be controlled by this replica set. It must match the pod template's labels. " \
	"More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
#define DESCRIBE_DAEMONSET_DESIRED \
	"The total number of nodes that should be running the daemon pod (including nodes correctly running " \
	"the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/"
#define DESCRIBE_DAEMONSET_CURRENT \
	"The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. " \
	"More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/"
#define DESCRIBE_DAEMONSET_READY \
	"numberReady is the number of nodes that should be running the daemon pod and have one or more of " \
	"the daemon pod running with a Ready Condition."
#define DESCRIBE_DAEMONSET_UP_TO_DATE "The total number of nodes that are running updated daemon pod"
#define DESCRIBE_DAEMONSET_AVAILABLE \
	"The number of nodes that should be running the daemon pod and have one or more of the daemon pod " \
	"running and available (ready for at least spec.minReadySeconds)"
#define DESCRIBE_DAEMONSET_NODE_SELECTOR \
	"NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must " \
	"match a node's labels for the pod to be scheduled on that node. More info: " \
	"https://kubernetes.io/docs/concepts/configuration/assign-pod-node/"
#define DESCRIBE_DAEMONSET_SELECTOR \
	"A label query over pods that are managed by the daemon set. Must match in order to be controlled. " \
	"It must match the pod template's labels. More info: " \
	"https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
#define DESCRIBE_REPLICATIONCONTROLLER_DESIRED \
	"Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero " \
	"and unspecified. Defaults to 1. More info: " \
	"https://kubernetes.io/docs/concepts/workloads/controllers/" \
	"replicationcontroller#what-is-a-replicationcontroller"
#define DESCRIBE_REPLICATIONCONTROLLER_CURRENT \
	"Replicas is the most recently observed number of replicas. More info: " \
	"https://kubernetes.io/docs/concepts/workloads/controllers/" \
	"replicationcontroller#what-is-a-replicationcontroller"
#define DESCRIBE_REPLICATIONCONTROLLER_READY "The number of ready replicas for this replication controller."
#define DESCRIBE_REPLICATIONCONTROLLER_SELECTOR \
	"Selector is a label query over pods that should match the Replicas count. If Selector is empty, it " \
	"is defaulted to the labels present on the Pod template. Label keys and values that must match in " \
	"order to be controlled by this replication controller, if empty defaulted to labels on Pod " \
	"template. More info: " \
	"https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
#define DESCRIBE_PODTEMPLATE_POD_LABELS "The labels for the pod template."
#define DESCRIBE_JOB_STATUS "Status of the job."
#define DESCRIBE_JOB_COMPLETIONS \
	"The number of pods which reached phase Succeeded. The value increases monotonically for a given " \
	"spec. However, it may decrease in reaction to scale down of elastic indexed jobs."
#define DESCRIBE_JOB_DURATION "Time required to complete the job."
#define DESCRIBE_JOB_SELECTOR \
	"A label query over pods that should match the pod count. Normally, the system sets this field for " \
	"you. More info: " \
	"https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
#define DESCRIBE_CRONJOB_SCHEDULE "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron."
#define DESCRIBE_CRONJOB_TIMEZONE \
	"The time zone name for the given schedule, see " \
	"https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default " \
	"to the time zone of the kube-controller-manager process. The set of valid time zone names and the " \
	"time zone offset is loaded from the system-wide time zone database by the API server during CronJob " \
	"validation and the controller manager during execution. If no system-wide time zone database can be " \
	"found a bundled version of the database is used instead. If the time zone name becomes invalid " \
	"during the lifetime of a CronJob or due to a change in host configuration, the controller will stop " \
	"creating new new Jobs and will create a system event with the reason UnknownTimeZone. More " \
	"information can be found in " \
	"https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones"
#define DESCRIBE_CRONJOB_SUSPEND \
	"This flag tells the controller to suspend subsequent executions, it does not apply to already " \
	"started executions.  Defaults to false."
#define DESCRIBE_CRONJOB_ACTIVE "A list of pointers to currently running jobs."
#define DESCRIBE_CRONJOB_LAST_SCHEDULE \
	"Information when was the last time the job was successfully scheduled."
#define DESCRIBE_CRONJOB_SELECTOR \
	"A label query over pods that should match the pod count. Normally, the system sets this field for " \
	"you. More info: " \
	"https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"
#define DESCRIBE_HPA_REFERENCE \
	"scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics " \
	"should be collected, as well as to actually change the replica count."
#define DESCRIBE_HPA_TARGETS \
	"metrics contains the specifications for which to use to calculate the desired replica count (the " \
	"maximum replica count across all metrics will be used).  The desired replica count is calculated " \
	"multiplying the ratio between the target value and the current value by the current number of pods. " \
	" Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the " \
	"individual metric source types for more information about how each type of metric must respond. If " \
	"not set, the default metric will be set to 80% average CPU utilization."
#define DESCRIBE_HPA_MINPODS \
	"minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  " \
	"It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is " \
	"enabled and at least one Object or External metric is configured.  Scaling is active as long as at " \
	"least one metric value is available."
#define DESCRIBE_HPA_MAXPODS \
	"maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It " \
	"cannot be less that minReplicas."
#define DESCRIBE_HPA_REPLICAS \
	"currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by " \
	"the autoscaler."

#endif
