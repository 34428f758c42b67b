import Files

/// The files that a kubeconfig consists of and names, read as its errors tell of them.
package enum FileContents {
    /// Certificates, keys and tokens have some kilobytes.
    package static let credentialLimit = 1 << 20

    package static func read(_ path: String, limit: Int, place: KubeconfigPlace) throws(KubeconfigError) -> [UInt8] {
        do throws(FileProblem) {
            return try BoundedFile.bytes(of: path, atMost: limit)
        } catch {
            throw place.error(code(of: error), text(of: error))
        }
    }

    private static func code(of problem: FileProblem) -> KubeconfigError.Code {
        switch problem.reason {
        case .missing: .missingFile
        case .tooLarge: .fileTooLarge
        case .directory, .device, .notText, .unreadable: .unreadableFile
        }
    }

    private static func text(of problem: FileProblem) -> String {
        switch problem.reason {
        case .missing: "there is no file \(problem.path); check the path"
        case .unreadable: "\(problem.path) \(problem.words); check its owner and mode"
        default: "\(problem.path) \(problem.words)"
        }
    }
}
