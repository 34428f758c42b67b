import FoundationEssentials

/// Files of the state directory belong to whoever the directory belongs to, also when root was the first to make them:
/// the agent runs as user ksfleet and must be able to write them.
package enum StateOwner {
    package static func adopt(_ paths: [String], in directory: String) {
        let files = FileManager.default
        guard
            let owner = try? files.attributesOfItem(atPath: directory), let user = owner[.ownerAccountID] as? Int,
            let group = owner[.groupOwnerAccountID] as? Int
        else { return }
        for path in paths {
            guard let own = try? files.attributesOfItem(atPath: path)[.ownerAccountID] as? Int, own != user else {
                continue
            }
            // Only root may; for anybody else the files are as they should be, or the open has already said why not.
            try? files.setAttributes([.ownerAccountID: user, .groupOwnerAccountID: group], ofItemAtPath: path)
        }
    }
}
