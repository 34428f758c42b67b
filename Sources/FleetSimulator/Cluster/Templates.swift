/// The objects of a KubeSphere installation, taken from real clusters: what the API server's defaulting made of the
/// manifests, and the sets of fields that the manifests' owner manages.
enum Templates {
    /// The `spec` of the Deployment `ks-apiserver` of 3.x, without selector and template metadata.
    static let serverDeploymentSpec = JSON(
        template: #"""
            {"replicas":1,"template":{"spec":{"volumes":[{"name":"kubesphere-config","configMap":{
            "name":"kubesphere-config","defaultMode":420}},{"name":"host-time","hostPath":{"path":"/etc/localtime",
            "type":""}}],"containers":[{"name":"ks-apiserver","image":"kubesphere/ks-apiserver:v3.1.1",
            "command":["ks-apiserver","--logtostderr=true"],"ports":[{"containerPort":9090,"protocol":"TCP"}],
            "resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"20m","memory":"100Mi"}},
            "volumeMounts":[{"name":"kubesphere-config","mountPath":"/etc/kubesphere/"},{"name":"host-time",
            "readOnly":true,"mountPath":"/etc/localtime"}],"livenessProbe":{"httpGet":{"path":"/kapis/version",
            "port":9090,"scheme":"HTTP"},"initialDelaySeconds":15,"timeoutSeconds":15,"periodSeconds":10,
            "successThreshold":1,"failureThreshold":8},"terminationMessagePath":"/dev/termination-log",
            "terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",
            "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"kubesphere",
            "serviceAccount":"kubesphere","securityContext":{},"schedulerName":"default-scheduler"}},"strategy":{
            "type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":0}},"revisionHistoryLimit":10,
            "progressDeadlineSeconds":600}
            """#)

    /// The fields of it that were applied, without those of labels.
    static let serverDeploymentFields = JSON(
        template: #"""
            {"f:spec":{"f:replicas":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{"f:maxSurge":{}},"f:type":{}},
            "f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"ks-apiserver\"}":{".":{},"f:command":{},"f:image":{},
            "f:imagePullPolicy":{},"f:livenessProbe":{"f:failureThreshold":{},"f:httpGet":{"f:path":{},"f:port":{},
            "f:scheme":{}},"f:initialDelaySeconds":{},"f:timeoutSeconds":{}},"f:name":{},"f:ports":{
            "k:{\"containerPort\":9090,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},
            "f:resources":{"f:limits":{"f:cpu":{},"f:memory":{}},"f:requests":{"f:cpu":{},"f:memory":{}}},
            "f:volumeMounts":{"k:{\"mountPath\":\"/etc/kubesphere/\"}":{".":{},"f:mountPath":{},"f:name":{}},
            "k:{\"mountPath\":\"/etc/localtime\"}":{".":{},"f:mountPath":{},"f:name":{},"f:readOnly":{}}}}},
            "f:serviceAccountName":{},"f:volumes":{"k:{\"name\":\"host-time\"}":{".":{},"f:hostPath":{"f:path":{},
            "f:type":{}},"f:name":{}},"k:{\"name\":\"kubesphere-config\"}":{".":{},"f:configMap":{"f:defaultMode":{},
            "f:name":{}},"f:name":{}}}}}}}
            """#)

    /// The `spec` of the Deployment `ks-agent` of a 4.1 member.
    static let agentDeploymentSpec = JSON(
        template: #"""
            {"replicas":1,"template":{"spec":{"volumes":[{"name":"kubesphere-config","configMap":{
            "name":"kubesphere-config","defaultMode":420}},{"name":"host-time","hostPath":{"path":"/etc/localtime",
            "type":""}}],"containers":[{"name":"ks-apiserver","image":"kubesphere/ks-apiserver:v4.1.3",
            "command":["ks-apiserver","--logtostderr=true"],"ports":[{"containerPort":9090,"protocol":"TCP"}],
            "resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"20m","memory":"100Mi"}},
            "volumeMounts":[{"name":"kubesphere-config","mountPath":"/etc/kubesphere/"},{"name":"host-time",
            "readOnly":true,"mountPath":"/etc/localtime"}],"livenessProbe":{"httpGet":{"path":"/version","port":9090,
            "scheme":"HTTP"},"initialDelaySeconds":15,"timeoutSeconds":15,"periodSeconds":10,"successThreshold":1,
            "failureThreshold":8},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",
            "imagePullPolicy":"IfNotPresent"},{"name":"ks-controller-manager",
            "image":"kubesphere/ks-controller-manager:v4.1.3","command":["controller-manager","--logtostderr=true",
            "--leader-elect=true"],"ports":[{"containerPort":8443,"protocol":"TCP"}],"resources":{},"volumeMounts":[{
            "name":"kubesphere-config","mountPath":"/etc/kubesphere/"},{"name":"host-time","readOnly":true,
            "mountPath":"/etc/localtime"}],"terminationMessagePath":"/dev/termination-log",
            "terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",
            "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"kubesphere",
            "serviceAccount":"kubesphere","securityContext":{},"schedulerName":"default-scheduler"}},"strategy":{
            "type":"RollingUpdate","rollingUpdate":{"maxUnavailable":0,"maxSurge":1}},"revisionHistoryLimit":10,
            "progressDeadlineSeconds":600}
            """#)

    /// The fields of it that were applied.
    static let agentDeploymentFields = JSON(
        template: #"""
            {"f:spec":{"f:replicas":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{"f:maxSurge":{},
            "f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:spec":{"f:containers":{
            "k:{\"name\":\"ks-apiserver\"}":{".":{},"f:command":{},"f:image":{},"f:imagePullPolicy":{},
            "f:livenessProbe":{"f:failureThreshold":{},"f:httpGet":{"f:path":{},"f:port":{},"f:scheme":{}},
            "f:initialDelaySeconds":{},"f:timeoutSeconds":{}},"f:name":{},"f:ports":{
            "k:{\"containerPort\":9090,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},
            "f:resources":{"f:limits":{"f:cpu":{},"f:memory":{}},"f:requests":{"f:cpu":{},"f:memory":{}}},
            "f:volumeMounts":{"k:{\"mountPath\":\"/etc/kubesphere/\"}":{".":{},"f:mountPath":{},"f:name":{}},
            "k:{\"mountPath\":\"/etc/localtime\"}":{".":{},"f:mountPath":{},"f:name":{},"f:readOnly":{}}}},
            "k:{\"name\":\"ks-controller-manager\"}":{".":{},"f:command":{},"f:image":{},"f:imagePullPolicy":{},
            "f:name":{},"f:ports":{"k:{\"containerPort\":8443,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},
            "f:protocol":{}}},"f:volumeMounts":{"k:{\"mountPath\":\"/etc/kubesphere/\"}":{".":{},"f:mountPath":{},
            "f:name":{}},"k:{\"mountPath\":\"/etc/localtime\"}":{".":{},"f:mountPath":{},"f:name":{},"f:readOnly":{
            }}}}},"f:serviceAccountName":{},"f:volumes":{"k:{\"name\":\"host-time\"}":{".":{},"f:hostPath":{"f:path":{},
            "f:type":{}},"f:name":{}},"k:{\"name\":\"kubesphere-config\"}":{".":{},"f:configMap":{"f:defaultMode":{},
            "f:name":{}},"f:name":{}}}}}}}
            """#)

    /// The projected volume that admission adds to every pod, without its name.
    static let serviceAccountVolume = JSON(
        template: #"""
            {"projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{
            "name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{
            "path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}},{"configMap":{
            "name":"openshift-service-ca.crt","items":[{"key":"service-ca.crt","path":"service-ca.crt"}]}}],
            "defaultMode":420}}
            """#)

    /// The tolerations that admission adds to every pod.
    static let tolerations = JSON(
        template: #"""
            [{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{
            "key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]
            """#)

    /// The fields of a Service's `spec` that were applied.
    static let serviceSpecFields = JSON(
        template: #"""
            {"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{},"f:protocol":{},"f:targetPort":{}}},
            "f:selector":{},"f:type":{}}
            """#)
}
