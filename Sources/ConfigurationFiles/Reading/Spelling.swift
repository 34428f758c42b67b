import Fleet
import KubeSphere

/// What a person typed into a configuration file.
extension Spelling {
    /// Seconds, in Go's notation: operators of Kubernetes know it.
    static func duration(_ text: String) -> Double? {
        GoDuration.parse(text).map { Double($0) / 1e9 }
    }

    /// Bytes, with a suffix of powers of 1024 or without one.
    static func bytes(_ text: String) -> Int64? {
        let scale = ["KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40].first { text.hasSuffix($0.key) }
        let digits = text.dropLast(scale?.key.count ?? 0)
        guard let number = Int64(digits), number >= 0 else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: 1 << Int64(scale?.value ?? 0))
        return overflow ? nil : value
    }
}
