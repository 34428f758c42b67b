package import FoundationEssentials

/// All groups of all routes, by route and then by group.
package typealias NoticeGroups = [String: [String: NoticeGroup]]

/// Who is to be told what now. Pure: the same board, routes, groups and time give the same messages.
///
/// - Parameter board: everything that holds now. An empty one means that nothing holds; one that could not be read must
///   not come here.
package func planMessages(_ board: NoticeBoard, routes: [NoticeRoute], groups: NoticeGroups, at now: Date) -> (
    messages: [NoticeMessage], groups: NoticeGroups
) {
    var messages: [NoticeMessage] = []
    var result: NoticeGroups = [:]
    let anywhere = board.muted.union(board.holding.map(\.key))
    for route in routes {
        let known = groups[route.name] ?? [:]
        // Who was told of the beginning is told of the end, even where it got less grave than the route asks for.
        let admits = { (notice: Notice) in
            route.admits(notice) || known[route.group(of: notice)]?.hasTold(notice.key) ?? false
        }
        let holding = Dictionary(grouping: board.holding.filter(admits), by: route.group)
        let over = Dictionary(grouping: board.over.filter(admits), by: route.group)
        for name in Set(holding.keys).union(over.keys).union(known.keys).sorted() {
            var group = known[name] ?? NoticeGroup()
            let here = NoticeBoard(holding: holding[name] ?? [], over: over[name] ?? [], undecided: board.undecided)
            if let message = group.step(here, anywhere: anywhere, route: route, name: name, at: now) {
                messages.append(message)
            }
            if !group.isOver { result[route.name, default: [:]][name] = group }
        }
    }
    return (messages, result)
}

/// When a message that could not be delivered is tried again, and when it is given up.
package enum DeliveryBackoff {
    /// Seconds before attempt `number + 1`: 5 s, doubled each time, at most ten minutes.
    package static func delay(afterAttempt number: Int) -> Double {
        min(600, 5 * Double(1 << min(max(0, number - 1), 20)))
    }

    /// Seconds for which a message is worth sending: a day later, the history tells better.
    package static let longest = 86_400.0
}
