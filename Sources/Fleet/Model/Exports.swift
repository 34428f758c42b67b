// Whoever thinks in fleets thinks in times: the two are one import.
@_exported public import CivilTime
