import Files
import Fleet
import FoundationEssentials
import Linux

extension SealingKeys {
    static let fileName = "sealing.key"

    /// Reads `$CREDENTIALS_DIRECTORY/sealing.key` (systemd's LoadCredential=) and the file of the state directory,
    /// which is made on first use. What cannot be read is remembered, not thrown.
    static func load(state: String, credentials: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
        -> SealingKeys
    {
        let own = "\(state)/\(fileName)"
        let given = credentials.map { "\($0)/\(fileName)" }.flatMap {
            FileManager.default.fileExists(atPath: $0) ? $0 : nil
        }
        var keys: [SealingKey] = []
        var faults: [Fault] = []
        if let given { add(&keys, &faults) { () throws(Fault) in try bytes(of: given) } }
        // With a credential given, the file is only needed for what was sealed before it was.
        if given == nil || FileManager.default.fileExists(atPath: own) {
            add(&keys, &faults) { () throws(Fault) in
                try KeyFile(path: own, purpose: "sealing key", lost: "what it sealed cannot be undone any more")
                    .loadOrCreate()
            }
        }
        return SealingKeys(keys: keys, fault: faults.first)
    }

    private static func add(_ keys: inout [SealingKey], _ faults: inout [Fault], _ load: () throws(Fault) -> [UInt8]) {
        do throws(Fault) { keys.append(SealingKey(bytes: try load())) } catch { faults.append(error) }
    }

    /// 32 bytes, or 64 hexadecimal digits as `openssl rand -hex 32` writes them. Its mode is systemd's affair.
    private static func bytes(of path: String) throws(Fault) -> [UInt8] {
        let data: [UInt8]
        do throws(FileProblem) {
            data = try BoundedFile.bytes(of: path, atMost: 1 << 10)
        } catch {
            throw Fault(.notAttempted, "\(path): \(error.words) (the sealing key)")
        }
        if data.count == 32 { return data }
        let digits = String(decoding: data, as: UTF8.self).filter { !$0.isWhitespace }
        let pairs = stride(from: 0, to: digits.count - 1, by: 2).compactMap { offset in
            UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
        }
        guard digits.count == 64, pairs.count == 32 else {
            throw Fault(
                .notAttempted, "\(path): a sealing key is 32 bytes, or 64 hexadecimal digits (openssl rand -hex 32)")
        }
        return pairs
    }
}
