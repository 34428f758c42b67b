/// Keys that may be shown: those made of words that configurations are made of. Any other may be a secret itself
/// (`tokens: {SECRET: admin}`).
package enum KeyWords {
    private static let longest = 64

    package static func areKnown(_ key: String) -> Bool {
        guard !key.isEmpty, key.utf8.count <= longest,
            key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_./ ".contains($0)) })
        else { return false }
        let words = split(key)
        return !words.isEmpty && words.allSatisfy(isKnown)
    }

    private static func isKnown(_ word: String) -> Bool {
        if known.contains(word) { return true }
        // `node01`, `pwd1`.
        let stem = word.reversed().drop(while: PlainWord.isDigit).reversed()
        return word.count - stem.count <= 2 && known.contains(String(stem))
    }

    /// `accessKeyID`, `jobTTLAfterFinished`, `client-key-data`: in small letters.
    package static func split(_ key: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(key)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            let previous = index > 0 ? characters[index - 1] : " "
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let begins = character.isUppercase && (!previous.isUppercase || next.isLowercase)
            if begins, !word.isEmpty {
                words.append(word)
                word = ""
            }
            word += character.lowercased()
        }
        return word.isEmpty ? words : words + [word]
    }

    private static let known: Set<String> = Set(
        KnownSettings.keys.flatMap(split) + list.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let list = """
        access account accounts action active add additional addr address addresses admin affinity after age agent \
        alert alerting alerts
        alias all allow allowed alpha annotations anonymous any api apis apiserver app append application apps archive \
        arg args arguments
        array assets async attempts attribute attributes audience audit auditing auth authconfig authentication \
        authorization authorized
        auto available avatar aws backend backends background backup backups banner bar base basic batch bearer before \
        beta bill billing
        binarydata bind binding bits block body bool bot broker brokers bucket buckets buffer build builder bulk burst \
        bus by bypass bytes
        ca cache calendar call callback calls cap capacity cas cert certificate certificates certs chain channel \
        channels chart charts
        check class cleanup client clients cloud cluster clusters cmd code codes collector color column command \
        comment commit common
        compat component components compress compression concurrency concurrent condition conditions config configmap \
        configs
        configuration connect connection connections connector connstring console consumer contact container \
        containers content contents
        context contexts control controller controllers cookie cookies copy core cors count counter country cpu create \
        created credential
        credentials cron csrf currency current custom daemon dashboard data database databases date day days db debug \
        default defaults
        delay delete deny deploy deployment depth description dest destination detail details dev device devices \
        devops dial digest dir
        direct directory disable disabled discovery disk display dns docker dockerconfig dockerconfigjson document \
        domain domains driver
        drop dry dsn duration ec2 edge editor effect egress elastic elasticsearch email emails enable enabled encoding \
        encrypt encrypted
        encryption end endpoint endpoints engine entries entry env environment error errors es etcd event events \
        exclude exec executor
        expiration expire expired expires export expression extension extensions external extra facility failure \
        fallback feature features
        federation fetch field fields file filename files filter filters first flag flags fluent fluentd folder follow \
        force foreground
        form format forward frame frequency from front full function gate gateway gb general generic get git gitea \
        github gitlab global go
        google gpu grace grafana grant graph greeting group groups grpc ha handler harbor hash header headers health \
        healthz heap helm
        hidden high hint history home hook hooks horizontal host hostname hosts hour hours html http https iam icon id \
        identifier
        identities identity idle idp ids if ignore image images import in include index indexes indices info ingress \
        init initial inline
        input insecure installer instance instances int integration integrations interface internal interval intervals \
        io ip ips issuer
        issuers item items jaeger java jenkins job jobs join json jwks jwt kafka keep keepalive key keys kiali kibana \
        kind kinds ks kube
        kubeconfig kubectl kubeedge kubefed kubelet kubernetes kubesphere label labels lag lang language last latency \
        layer ldap lead
        leader lease least legacy length level levels licence license lifetime limit limiter limits line linger link \
        list listen listener
        lists live load local locale location lock log logger logging login logo logout logs loki lookup loop low \
        machine mail main
        maintenance manage management manager managers manifest map mapper mapping mappings mark master match matcher \
        matches max maximum
        mb member members memory merge mesh message messages meta metadata meter metering method methods metric \
        metrics mfa middleware
        migration min minimum minio minute minutes mirror mirrors mode model modules mongo mongodb monitor monitoring \
        motto mount mounts
        multi mysql name names namespace namespaces nats net network networks next nginx no node nodes nonce none \
        nonsense not note notes
        notification notifications notify num number oauth oauth2 object objects offset oidc on one only opensearch \
        operator option
        optional options order org organization origin origins other otp out output override overrides owner package \
        page pagination panel
        parallel param parameter parameters params parent part partition partitions pass passcode passphrase passwd \
        password passwords pat
        path paths pattern patterns payload peer peers pem pending percent percentage period permission permissions \
        persistence phone pid
        pin ping pipeline pipelines platform plugin plugins pod pods policies policy poll pool port portal ports \
        position post postgres
        postgresql pprof precision preempt preferred prefix prefixes preserve previous price primary priority private \
        probe process
        processor producer profile profiles profiling project projects prom prometheus prompt properties property \
        protocol protocols
        provider providers provision proxies proxy public publish pull push pvc pw pwd qps quality queries query queue \
        quota range rate
        ratio raw rbac read reader readiness ready realm reason receiver receivers reconcile record records recovery \
        recursive redirect
        redis reference references refresh regex region regions register registration registries registry reload \
        remote remove rename
        render replica replicas replication repo report repositories repository request requests require required \
        reserved reset resolver
        resource resources response rest restart restore result results resync retention retries retry return reverse \
        review revision
        revoke role roles rollback rolling rollout root round route router routes rule rules run runner runtime s3 \
        salt sample sampling
        sandbox sasl scale schedule scheduler schema scheme scope scopes scrape script search seccomp second secondary \
        seconds secret
        secrets section secure security seed select selector selectors self send sender sentinel separator sequence \
        serial server servers
        service services session sessions set setting settings severity shard shards share shared shell sign signature \
        signed signer
        signing sink site size skew skip slack sleep slow smtp snapshot socket socks sort source sources span spec \
        specs split sql ssh ssl
        sso stage staging start startup state statement static statistics stats status step steps storage store \
        strategy stream strict
        string stringdata strip style sub subject subjects subnet suffix supported svc switch sync system tab table \
        tables tag tags target
        targets task tasks tcp team telemetry template templates tenant term terminal test text theme thread threads \
        threshold throttle
        tick time timeout timeouts timer timestamp timezone title tls to token tokens toleration tolerations tool top \
        topic topics
        topology total totp trace tracer traces tracing track traffic transfer transport trigger trust trusted ttl \
        type types udp ui uid
        unit unix unknown update updated upgrade upload upstream uri uris url urls usage use user username users using \
        utc valid validate
        validation validity value values var variables vault vendor verbose verify version versions view virtual \
        volume volumes wait warn
        warning watch watches web webhook webhooks weight when white whitelist wide width window with worker workers \
        workspace workspaces
        write writer x509 yaml year zone zones
        """
}
