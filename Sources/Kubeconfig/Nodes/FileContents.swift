import FoundationEssentials

/// Reads whole small files, with a bound.
package enum FileContents {
    /// Certificates, keys and tokens have some kilobytes.
    package static let credentialLimit = 1 << 20

    package static func read(_ path: String, limit: Int, place: KubeconfigPlace) throws(KubeconfigError) -> [UInt8] {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: resolvingLinks(path))
        } catch {
            throw missingOrUnreadable(path, error, place: place)
        }
        // A device may have no end; a pipe, such as a shell's <(command), has one.
        let type = attributes[.type] as? FileAttributeType
        guard type != .typeDirectory, type != .typeCharacterSpecial, type != .typeBlockSpecial else {
            throw place.error(.unreadableFile, "\(path) is a directory or a device; give the path of a file")
        }
        guard (attributes[.size] as? Int ?? 0) <= limit else {
            throw place.error(.fileTooLarge, "\(path) has more than \(limit) bytes")
        }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw missingOrUnreadable(path, error, place: place)
        }
    }

    private static func resolvingLinks(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    private static func missingOrUnreadable(_ path: String, _ error: any Error, place: KubeconfigPlace)
        -> KubeconfigError
    {
        if (error as? CocoaError)?.code == .fileReadNoSuchFile || (error as? CocoaError)?.code == .fileNoSuchFile {
            return place.error(.missingFile, "there is no file \(path); check the path")
        }
        return place.error(.unreadableFile, "the file \(path) cannot be read; check its owner and mode")
    }
}
