import Crypto
import Fleet
import FoundationEssentials
import Store

/// The documents before and after a repair, with their secrets. They leave the process sealed or not at all.
struct RepairDocuments: Sendable {
    let old: String
    let new: String
}

extension RepairDocuments: CustomStringConvertible, CustomReflectable {
    var description: String { "<documents of a repair>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// A key under which documents are kept for `undo` and for taking up a killed run (AES-256-GCM).
struct SealingKey: Sendable {
    private let key: SymmetricKey
    /// 12 hexadecimal digits that tell keys apart and say nothing of the key.
    let id: String

    init(bytes: [UInt8]) {
        key = SymmetricKey(data: Data(bytes))
        id = HMAC<SHA256>.authenticationCode(for: Data("ksfleet sealing key id".utf8), using: key).prefix(6).hexadecimal
    }

    private struct Contents: Codable {
        let old: String
        let new: String
    }

    /// - Parameter run: is bound to the box: a box that was moved to another run does not open.
    func seal(_ documents: RepairDocuments, run: String) throws -> SealedDocuments {
        let plain = try JSONEncoder().encode(Contents(old: documents.old, new: documents.new))
        let box = try AES.GCM.seal(plain, using: key, authenticating: Data(run.utf8))
        guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes always combines") }
        return SealedDocuments(keyID: id, box: Array(combined))
    }

    func open(_ sealed: SealedDocuments, run: String) throws(Fault) -> RepairDocuments {
        do {
            let box = try AES.GCM.SealedBox(combined: Data(sealed.box))
            let contents = try JSONDecoder().decode(
                Contents.self, from: try AES.GCM.open(box, using: key, authenticating: Data(run.utf8)))
            return RepairDocuments(old: contents.old, new: contents.new)
        } catch {
            throw Fault(
                .notAttempted,
                "the sealed documents of run/\(run) were changed after they were sealed: put the old value back by hand"
            )
        }
    }
}

/// The sealing keys that this process can get at. None of them is a reason for anything but a repair or an undo to
/// fail.
struct SealingKeys: Sendable {
    /// systemd's credential first, then the state directory's own file.
    let keys: [SealingKey]
    /// Why there is no key to seal with.
    let fault: Fault?

    /// Seals with the first key.
    func seal(_ documents: RepairDocuments, run: String) throws -> SealedDocuments {
        guard let key = keys.first else { throw fault ?? Fault(.notAttempted, "there is no sealing key") }
        return try key.seal(documents, run: run)
    }

    func open(_ sealed: SealedDocuments?, run: String) throws(Fault) -> RepairDocuments {
        guard let sealed else { throw Fault(.notAttempted, "nothing was kept of run/\(run): it changed no document") }
        guard let key = keys.first(where: { $0.id == sealed.keyID }) else {
            let held = keys.isEmpty ? "none (\(fault?.message ?? "no file"))" : keys.map(\.id).joined(separator: ", ")
            throw Fault(
                .notAttempted,
                """
                the documents of run/\(run) are sealed with key \(sealed.keyID), and this process has \(held): run it \
                where that key is, 
                """
                    + "or put the old value back by hand")
        }
        return try key.open(sealed, run: run)
    }
}
