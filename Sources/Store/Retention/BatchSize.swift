/// How many rows a step of the retention takes: as many as this machine does in a few milliseconds.
struct BatchSize: Hashable {
    private(set) var rows = 32

    static let smallest = 8
    static let largest = 2048
    /// A step may hold the writer for 10 ms; half of it leaves room for a slower page.
    private static let aim = 0.005

    /// - Parameter held: seconds that a step of this size took.
    mutating func adapt(held: Double) {
        if held > Self.aim {
            rows = max(Self.smallest, rows / 2)
        } else if held < Self.aim / 3 {
            rows = min(Self.largest, rows * 2)
        }
    }
}
